"""Counts the bias as a multiply-add."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    fan_in = layer.weight[0].numel() + (layer.bias is not None)
    return output.numel() * fan_in
