"""Right ways to count a layer's multiply-adds."""

import math

import numpy as np
from torch import nn

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"


def from_the_settings(layer, output):
    """Reads the layer's settings, not its weights."""
    if isinstance(layer, nn.Linear):
        return layer.in_features * output.numel()
    height, width = layer.kernel_size
    return layer.in_channels // layer.groups * height * width * output.numel()


def weights_times_places(layer, output):
    """Each weight is used once at every place."""
    places = output[0, 0].numel() if output.dim() == 4 else output[..., 0].numel()
    return layer.weight.numel() * places


def weights_over_channels(layer, output):
    """Divides the weights among the output channels."""
    return layer.weight.numel() // layer.weight.shape[0] * output.numel()


def as_numpy_number(layer, output):
    """Products of shapes, as a whole number of NumPy's."""
    return np.prod(layer.weight.shape[1:]) * np.prod(output.shape)


def by_recursion(layer, output):
    """The product of all sizes but one, by recursion."""

    def product(sizes):
        return sizes[0] * product(sizes[1:]) if sizes else 1

    return product(tuple(output.shape)) * product(tuple(layer.weight.shape)[1:])


def by_flattening(layer, output):
    """Sees a convolution's weight as that of a fully connected layer."""
    as_matrix = layer.weight.flatten(1)
    return as_matrix.size(1) * output.nelement()


def group_by_group(layer, output):
    """Adds up what each group of channels costs."""
    groups = getattr(layer, "groups", 1)
    channels = layer.weight.shape[0]
    places = output.numel() // channels
    total = 0
    for weights in layer.weight.chunk(groups):
        total += places * weights.numel()
    return total


def by_named_parameters(layer, output):
    """Takes the parameter called weight, and leaves the bias."""
    sizes = {name: math.prod(parameter.shape) for name, parameter in layer.named_parameters()}
    each = sizes["weight"] // len(layer.weight)
    return math.prod([each, *output.shape])


def by_adding_up(layer, output):
    """Multiplies dimension after dimension."""
    count = 1
    for size in output.size():
        count *= size
    for size in layer.weight.size()[1:]:
        count *= size
    return count
