"""Multiplies by the output channels once more."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    return output.numel() * layer.weight.numel()
