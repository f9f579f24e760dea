"""Counts a single place of the output."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    return layer.weight.numel()
