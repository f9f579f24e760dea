"""Right ways to make a stage of VGG."""

from itertools import pairwise

import torch
from torch import nn

from work02_resnet_vgg.layers.batch_norm import no_norm

OBJECT = "work02_resnet_vgg.models.vgg:vgg_stage"


def from_pairs_of_widths(in_channels, channels, convolutions, norm=no_norm):
    """Neighboring widths make a convolution."""
    layers = []
    for width, next_width in pairwise([in_channels] + [channels] * convolutions):
        layers += [nn.Conv2d(width, next_width, kernel_size=3, stride=1, padding=1)]
        layers += [] if norm is no_norm else [norm(next_width)]
        layers += [nn.ReLU()]
    return [*layers, nn.MaxPool2d(kernel_size=2, stride=2)]


def by_recursion(in_channels, channels, convolutions, norm=no_norm):
    """The first convolution, then a stage with one less."""

    def stage(width, left):
        if left == 0:
            return [nn.MaxPool2d(2, 2)]
        block = [nn.Conv2d(width, channels, 3, padding=1), nn.ReLU(inplace=True)]
        if norm is not no_norm:
            block.insert(1, norm(channels))
        return block + stage(channels, left - 1)

    return stage(in_channels, convolutions)


def from_a_sequential(in_channels, channels, convolutions, norm=no_norm):
    """Collects in an nn.Sequential, and lists its layers."""
    stage = nn.Sequential()
    for _ in range(convolutions):
        stage.append(nn.Conv2d(in_channels, channels, (3, 3), (1, 1), "same"))
        if norm != no_norm:
            stage.append(norm(channels))
        stage.append(nn.ReLU(True))
        in_channels = channels
    stage.append(nn.MaxPool2d((2, 2)))
    return list(stage)


def by_looking_at_the_norm(in_channels, channels, convolutions, norm=no_norm):
    """Leaves out a normalization that does nothing."""
    blocks = [
        [
            nn.Conv2d(in_channels if n == 0 else channels, channels, 3, 1, 1),
            norm(channels),
            nn.ReLU(),
        ]
        for n in range(convolutions)
    ]
    blocks.append([nn.MaxPool2d(2)])
    return [layer for block in blocks for layer in block if not isinstance(layer, nn.Identity)]


class _Rectify(nn.Module):
    """A ReLU of its own."""

    def forward(self, signal):
        """Cut below zero."""
        return signal.clamp(min=0)


class _Halve(nn.Module):
    """A 2×2 max-pool of its own: the largest of four shifted maps."""

    def forward(self, signal):
        """Return the largest of each 2×2 pixels."""
        height, width = signal.shape[2] // 2 * 2, signal.shape[3] // 2 * 2
        signal = signal[:, :, :height, :width]
        up = torch.maximum(signal[:, :, ::2], signal[:, :, 1::2])
        return torch.maximum(up[..., ::2], up[..., 1::2])


def with_modules_of_its_own(in_channels, channels, convolutions, norm=no_norm):
    """ReLU and pool written out as modules."""
    layers = []
    while convolutions:
        layers.append(nn.Conv2d(in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(_Rectify())
        in_channels, convolutions = channels, convolutions - 1
    layers.append(_Halve())
    return layers


def with_other_rectifiers(in_channels, channels, convolutions, norm=no_norm):
    """A leaky ReLU that does not leak; deleted where not wanted."""
    layers = []
    for number in range(convolutions):
        layers.extend(
            (
                nn.Conv2d((in_channels, channels)[min(number, 1)], channels, 3, padding=(1, 1)),
                norm(channels),
                nn.LeakyReLU(0.0),
            )
        )
    if norm is no_norm:
        del layers[1::3]
    layers.append(nn.MaxPool2d(2, stride=2, padding=0, ceil_mode=False))
    return layers


def from_the_end(in_channels, channels, convolutions, norm=no_norm):
    """Built backwards, from the pool to the first convolution."""
    layers = [nn.MaxPool2d(2)]
    for number in reversed(range(convolutions)):
        layers.insert(0, nn.ReLU(inplace=False))
        if norm is not no_norm:
            layers.insert(0, norm(channels))
        layers.insert(0, nn.Conv2d(channels if number > 0 else in_channels, channels, 3, padding=1))
    return layers


def as_a_generator(in_channels, channels, convolutions, norm=no_norm):
    """A generator, listed."""

    def layers():
        for width in [in_channels, *[channels] * (convolutions - 1)]:
            yield nn.Conv2d(width, channels, 3, padding=1, padding_mode="zeros")
            if norm is not no_norm:
                yield norm(channels)
            yield nn.Threshold(0.0, 0.0)
        yield nn.MaxPool2d(2, dilation=1)

    return list(layers())
