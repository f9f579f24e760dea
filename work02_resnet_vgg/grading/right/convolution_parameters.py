"""Right ways to count a convolution's parameters."""

import math

import numpy as np
import torch

OBJECT = "work02_resnet_vgg.layers.arithmetic:convolution_parameters"


def by_asking_a_layer(in_channels, out_channels, kernel, *, bias=True):
    """Makes the layer without storage and counts."""
    layer = torch.nn.Conv2d(in_channels, out_channels, kernel, bias=bias, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def weights_and_biases(in_channels, out_channels, kernel, *, bias=True):
    """Weights first, biases after."""
    weights = in_channels * out_channels * kernel * kernel
    return weights + out_channels if bias else weights


def as_a_product_of_a_shape(in_channels, out_channels, kernel, *, bias=True):
    """The product of the weight's shape."""
    return math.prod((out_channels, in_channels, kernel, kernel)) + bias * out_channels


def as_numpy_number(in_channels, out_channels, kernel, *, bias=True):
    """A whole number of NumPy's."""
    total = np.prod([out_channels, in_channels, kernel, kernel])
    if bias:
        total = total + np.int64(out_channels)
    return total


def channel_by_channel(in_channels, out_channels, kernel, *, bias=True):
    """Adds up the kernels of each output channel."""
    total = 0
    for _ in range(out_channels):
        for _ in range(in_channels):
            total += kernel**2
        if bias:
            total += 1
    return total


def as_a_linear_layer(in_channels, out_channels, kernel, *, bias=True):
    """The same numbers as a fully connected layer on patches has."""
    patch = torch.nn.Linear(in_channels * kernel**2, out_channels, bias, device="meta")
    return patch.weight.numel() + (0 if patch.bias is None else patch.bias.numel())


def as_a_dot_product(in_channels, out_channels, kernel, *, bias=True):
    """Two kinds of parameters, each with its number."""
    return int(np.dot([in_channels * kernel**2, int(bool(bias))], [out_channels, out_channels]))


def as_an_array_without_dimensions(in_channels, out_channels, kernel, *, bias=True):
    """An array of no dimension."""
    return np.asarray((kernel * kernel * in_channels + (1 if bias else 0)) * out_channels)


def as_a_constant_input(in_channels, out_channels, kernel, *, bias=True):
    """A bias is the weight of one more input, which is 1."""
    inputs = in_channels * kernel * kernel
    if bias:
        inputs += 1
    return out_channels * inputs
