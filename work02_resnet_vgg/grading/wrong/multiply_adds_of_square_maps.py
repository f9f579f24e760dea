"""Squares the output's width."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    places = output.shape[-1] ** 2 if output.dim() == 4 else 1
    return layer.weight.numel() * places
