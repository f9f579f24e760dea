"""Sees nothing without a layer."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    if not layers:
        return 0
    field = spacing = 1
    for kernel, stride in layers:
        field += (kernel - 1) * spacing
        spacing *= stride
    return field
