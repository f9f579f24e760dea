"""Counts a layer's own stride for its own kernel."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    field = spacing = 1
    for kernel, stride in layers:
        spacing *= stride
        field += (kernel - 1) * spacing
    return field
