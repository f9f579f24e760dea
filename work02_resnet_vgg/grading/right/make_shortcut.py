"""Right ways to choose a block's shortcut."""

import torch
from torch import nn

from work02_resnet_vgg.layers.batch_norm import no_norm
from work02_resnet_vgg.layers.blocks import ZeroPadding, convolution

OBJECT = "work02_resnet_vgg.layers.blocks:make_shortcut"


def by_matching(option, in_channels, channels, stride, norm):
    """A match over the options."""
    same = in_channels == channels and stride == 1
    match option:
        case "none":
            return None
        case "A":
            return nn.Identity() if same else ZeroPadding(in_channels, channels, stride)
        case "B" if same:
            return nn.Identity()
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


def by_a_table(option, in_channels, channels, stride, norm):
    """A table of functions."""

    def project():
        return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))

    def pad_or_pass():
        return ZeroPadding(in_channels, channels, stride)  # of equal shapes: the same images

    def pass_or_project():
        return nn.Sequential() if (in_channels, stride) == (channels, 1) else project()

    table = {"none": lambda: None, "A": pad_or_pass, "B": pass_or_project, "C": project}
    return table[option]()


def with_a_convolution_of_torch(option, in_channels, channels, stride, norm):
    """Makes the convolution itself, with a bias where nothing normalizes."""
    changes = stride != 1 or in_channels != channels
    if option in ("B", "C") and (changes or option == "C"):
        without_norm = norm is no_norm
        layer = nn.Conv2d(in_channels, channels, kernel_size=1, stride=stride, bias=without_norm)
        return nn.Sequential(layer, norm(channels))
    if option == "A" and changes:
        return ZeroPadding(in_channels, channels, stride)
    if option != "none":
        return nn.Identity()
    return None


def by_appending(option, in_channels, channels, stride, norm):
    """Appends to an nn.Sequential what there is; an empty one is the identity."""
    if option == "none":
        return
    shortcut = nn.Sequential()
    differs = in_channels != channels or stride > 1
    if option == "A":
        if differs:
            shortcut.append(ZeroPadding(in_channels, channels, stride))
    elif differs or option == "C":
        shortcut.append(convolution(in_channels, channels, 1, stride, norm))
        shortcut.append(norm(channels))
    return shortcut


class _Zeros(nn.Module):
    """Option A, with its numbers of channels."""

    def __init__(self, channels, stride):
        super().__init__()
        self.channels, self.step = channels, stride

    def forward(self, images):
        """Return every pixel of a step, between zeros."""
        small = images[:, :, :: self.step, :: self.step]
        missing = self.channels - small.shape[1]
        front = torch.zeros_like(small[:, :1]).expand(-1, missing // 2, -1, -1)
        back = torch.zeros_like(small[:, :1]).expand(-1, missing - missing // 2, -1, -1)
        return torch.cat((front, small, back), 1)


def with_a_module_of_its_own(option, in_channels, channels, stride, norm):
    """Option A by a module of its own."""
    if option == "A":
        return _Zeros(channels, stride)
    if option == "B" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option in {"B", "C"}:
        layers = [convolution(in_channels, channels, 1, stride, norm), norm(channels)]
        return nn.Sequential(*layers)
    return None


class _Same(nn.Module):
    """The identity."""

    def forward(self, images):
        """Return them."""
        return images


def by_what_is_needed(option, in_channels, channels, stride, norm):
    """Asks first what is needed, then who makes it."""
    needed = {"none": False, "A": True, "B": True, "C": True}[option]
    if not needed:
        return None
    if (option == "C") or ((option == "B") and not (stride == 1 and in_channels == channels)):
        made = nn.Sequential(convolution(in_channels, channels, 1, stride, norm))
        made.add_module("1", norm(channels))
        return made
    if stride == 1 and in_channels == channels:
        return _Same()
    return ZeroPadding(in_channels, channels, stride)


def with_keywords(option, in_channels, channels, stride, norm):
    """One expression, with nested conditions."""
    equal = stride == 1 and in_channels == channels
    return (
        None
        if option == "none"
        else nn.Identity()
        if equal and option in "AB"
        else ZeroPadding(in_channels=in_channels, channels=channels, stride=stride)
        if option == "A"
        else nn.Sequential(
            convolution(
                in_channels=in_channels, channels=channels, kernel=1, stride=stride, norm=norm
            ),
            norm(channels),
        )
    )


class _Projection(nn.Sequential):
    """A projection that knows its shapes."""

    def __init__(self, in_channels, channels, stride, norm):
        super().__init__(
            nn.Conv2d(in_channels, channels, (1, 1), (stride, stride), bias=norm is no_norm),
            norm(channels),
        )


def with_a_class_for_projections(option, in_channels, channels, stride, norm):
    """Projections have a class, and identities are flattened away."""
    if option not in ("A", "B", "C"):
        return None
    if option != "C" and [in_channels, 1] == [channels, stride]:
        return nn.Dropout(0.0)
    if option != "A":
        return _Projection(in_channels, channels, stride, norm)
    return nn.Sequential(ZeroPadding(in_channels, channels, stride), nn.Identity())
