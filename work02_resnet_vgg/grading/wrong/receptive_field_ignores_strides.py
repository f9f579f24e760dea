"""Lets every kernel step over single pixels."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)
