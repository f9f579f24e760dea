"""Takes the last layer for the first."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    field = spacing = 1
    for kernel, stride in reversed(layers):
        field += (kernel - 1) * spacing
        spacing *= stride
    return field
