"""Mistakes in unfold: each function is one, and its docstring says which."""

import torch
from torch._decomp.decompositions import im2col
from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:unfold"


def channels_last(images, size, stride=1, padding=0):
    """Puts the channels of a pixel side by side."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 4, 5, 1, 2, 3).flatten(4).flatten(1, 3)


def columns_first(images, size, stride=1, padding=0):
    """Goes down the columns of a window first."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 5, 4, 2, 3).flatten(4).flatten(1, 3)


def no_gradient(images, size, stride=1, padding=0):
    """Copies into a tensor that has no gradient."""
    windows = (
        pad(images.detach(), (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    )
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)


def pads_at_the_end(images, size, stride=1, padding=0):
    """Pads below and on the right alone."""
    padded = pad(images, (0, 2 * padding, 0, 2 * padding))
    windows = padded.unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)


def places_columns_first(images, size, stride=1, padding=0):
    """Goes down the columns of the image first."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 4, 5, 3, 2).flatten(4).flatten(1, 3)


def ready(images, size, stride=1, padding=0):
    """Calls torch's."""
    return functional.unfold(images, size, padding=padding, stride=stride)


def square(images, size, stride=1, padding=0):
    """Takes windows for squares."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[0], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)


def windows_are_rows(images, size, stride=1, padding=0):
    """Has a window in a row."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)


def in_double_precision(images, size, stride=1, padding=0):
    """Returns float64 whatever it is given."""
    padded = pad(images.double(), (padding,) * 4)
    windows = padded.unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)


def ready_decomposition(images, size, stride=1, padding=0):
    """Calls the Python that torch takes its own apart with."""
    return im2col(images, list(size), [1, 1], [padding] * 2, [stride] * 2)


def infers_a_size(images, size, stride=1, padding=0):
    """Leaves a size to -1, which nothing tells where there is no image."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    rows, places = windows.shape[2:4]
    return windows.permute(0, 1, 4, 5, 2, 3).reshape(len(images), -1, rows * places)


def stacks_images(images, size, stride=1, padding=0):
    """Stacks the images' matrices, which fails where there is no image."""
    matrices = []
    for image in pad(images, (padding,) * 4):
        windows = image.unfold(1, size[0], stride).unfold(2, size[1], stride)
        matrices.append(windows.permute(0, 3, 4, 1, 2).flatten(3).flatten(0, 2))
    return torch.stack(matrices)
