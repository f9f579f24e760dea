"""Mistakes in vgg_stage: each function is one, and its docstring says which."""

from torch import nn

from work02_resnet_vgg.layers.batch_norm import no_norm

OBJECT = "work02_resnet_vgg.models.vgg:vgg_stage"


def average(in_channels, channels, convolutions, norm=no_norm):
    """Averages instead of taking the largest."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.AvgPool2d(2))
    return layers


def empty_norms(in_channels, channels, convolutions, norm=no_norm):
    """Keeps a layer for a normalization that there is not."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def never_a_bias(in_channels, channels, convolutions, norm=no_norm):
    """Leaves the bias out."""
    layers = []
    for number in range(convolutions):
        layers.append(
            nn.Conv2d(channels if number else in_channels, channels, 3, padding=1, bias=False)
        )
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def norm_after_relu(in_channels, channels, convolutions, norm=no_norm):
    """Normalizes after the ReLU."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        layers.append(nn.ReLU(inplace=True))
        if norm is not no_norm:
            layers.append(norm(channels))
    layers.append(nn.MaxPool2d(2))
    return layers


def one_relu(in_channels, channels, convolutions, norm=no_norm):
    """One ReLU for the whole stage."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
    layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def pools_each_time(in_channels, channels, convolutions, norm=no_norm):
    """Halves the image after every convolution."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
        layers.append(nn.MaxPool2d(2))
    return layers


def repeats_a_layer(in_channels, channels, convolutions, norm=no_norm):
    """Uses one convolution again and again."""
    layers = []
    for number in range(convolutions):
        first = nn.Conv2d(in_channels, channels, 3, padding=1)
        if number < 2:
            own = nn.Conv2d(channels, channels, 3, padding=1) if number else first
        layers.append(own)
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def rounds_up(in_channels, channels, convolutions, norm=no_norm):
    """Pools what sticks out, too."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2, ceil_mode=True))
    return layers


def without_bias(in_channels, channels, convolutions, norm=no_norm):
    """Leaves the bias out before a normalization."""
    layers = []
    for number in range(convolutions):
        layers.append(
            nn.Conv2d(
                channels if number else in_channels, channels, 3, padding=1, bias=norm is no_norm
            )
        )
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def without_norm(in_channels, channels, convolutions, norm=no_norm):
    """Forgets the normalization."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


def without_padding(in_channels, channels, convolutions, norm=no_norm):
    """The image shrinks with every convolution."""
    layers = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers
