"""Counts a multiplication and an addition as two."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    return 2 * output.numel() * layer.weight[0].numel()
