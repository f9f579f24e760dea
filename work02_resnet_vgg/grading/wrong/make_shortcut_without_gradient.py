"""Cuts the gradient off in front of a projection."""

from torch import nn

from work02_resnet_vgg.layers.blocks import ZeroPadding, convolution

OBJECT = "work02_resnet_vgg.layers.blocks:make_shortcut"
CAUGHT_BY = "make_shortcut"


def make_shortcut(option, in_channels, channels, stride, norm):
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)

    class Cut(nn.Sequential):
        def forward(self, images):
            return super().forward(images.detach())

    return Cut(convolution(in_channels, channels, 1, stride, norm), norm(channels))
