"""Adds up kernels as if they lay side by side."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    field, spacing = 0, 1
    for kernel, stride in layers:
        field += kernel * spacing
        spacing *= stride
    return field
