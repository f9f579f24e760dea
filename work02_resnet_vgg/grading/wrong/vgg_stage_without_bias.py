"""Leaves the bias out before a normalization."""

from torch import nn

from work02_resnet_vgg.layers.batch_norm import no_norm

OBJECT = "work02_resnet_vgg.models.vgg:vgg_stage"
CAUGHT_BY = "vgg_stage"


def vgg_stage(in_channels, channels, convolutions, norm=no_norm):
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
