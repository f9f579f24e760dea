"""Mistakes in make_shortcut: each function is one, and its docstring says which."""

from torch import nn

from work02_resnet_vgg.layers.blocks import ZeroPadding, convolution

OBJECT = "work02_resnet_vgg.layers.blocks:make_shortcut"


def shortcut_3x3(option, in_channels, channels, stride, norm):
    """Projects by a 3×3 convolution."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 3, stride, norm), norm(channels))


def a_like_b(option, in_channels, channels, stride, norm):
    """Projects in option A, too."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def always_a_bias(option, in_channels, channels, stride, norm):
    """Gives the projection a bias, before a normalization too."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(nn.Conv2d(in_channels, channels, 1, stride), norm(channels))


def always_identity_for_none(option, in_channels, channels, stride, norm):
    """Gives a plain block the identity."""
    if option == "none":
        return nn.Identity()
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def b_like_a(option, in_channels, channels, stride, norm):
    """Pads in option B, too."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option in "AB":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def c_like_b(option, in_channels, channels, stride, norm):
    """Option C keeps the identity where shapes agree."""
    if option == "none":
        return None
    if in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def forgets_stride(option, in_channels, channels, stride, norm):
    """Asks for a projection only where channels differ."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def identity_in_spite_of_stride(option, in_channels, channels, stride, norm):
    """Passes images on where only the stride differs."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def never_a_bias(option, in_channels, channels, stride, norm):
    """Gives the projection no bias, where nothing normalizes either."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(nn.Conv2d(in_channels, channels, 1, stride, bias=False), norm(channels))


def without_gradient(option, in_channels, channels, stride, norm):
    """Cuts the gradient off in front of a projection."""
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


def without_norm(option, in_channels, channels, stride, norm):
    """Does not normalize the projection."""
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm))
