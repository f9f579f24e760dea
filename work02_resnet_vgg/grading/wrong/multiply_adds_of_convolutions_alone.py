"""Counts nothing for a fully connected layer."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    if layer.weight.dim() != 4:
        return 0
    return output.numel() * layer.weight[0].numel()
