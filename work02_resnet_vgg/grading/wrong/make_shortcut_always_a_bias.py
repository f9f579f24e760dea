"""Gives the projection a bias, before a normalization too."""

from torch import nn

from work02_resnet_vgg.layers.blocks import ZeroPadding

OBJECT = "work02_resnet_vgg.layers.blocks:make_shortcut"
CAUGHT_BY = "make_shortcut"


def make_shortcut(option, in_channels, channels, stride, norm):
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(nn.Conv2d(in_channels, channels, 1, stride), norm(channels))
