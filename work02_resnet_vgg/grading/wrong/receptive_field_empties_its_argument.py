"""Takes the layers out of the list that it was given."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    left = layers if isinstance(layers, list) else list(layers)
    field = spacing = 1
    while left:
        kernel, stride = left.pop(0)
        field += (kernel - 1) * spacing
        spacing *= stride
    return field
