"""Pooling from scratch, forward and backward (Dive into Deep Learning, section 7.5)."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import one_hot

from work03_cifar10.basics.convolution import Images, fold, output_size, unfold

Pooled = Float[Tensor, "batch channel height2 width2"]


def _windows(images: Images, size: int, stride: int) -> Float[Tensor, "plane window place"]:
    """Every window of every channel by itself, as a column."""
    planes = images.flatten(0, 1)[:, None]
    return unfold(planes, (size, size), stride)


def _unpool(
    columns: Float[Tensor, "plane window place"], images: Images, size: int, stride: int
) -> Images:
    """The gradient of `_windows`."""
    height, width = images.shape[2:]
    return fold(columns, (height, width), (size, size), stride).view(images.shape)


def max_pool(images: Images, size: int, stride: int) -> Pooled:
    """The largest number of each window, channel by channel.

    Args:
        images: a batch.
        size: side of a window.
        stride: pixels from one window to the next.
    """
    height, width = (output_size(side, size, stride, 0) for side in images.shape[2:])
    return _windows(images, size, stride).amax(dim=1).view(*images.shape[:2], height, width)


def max_pool_backward(error: Pooled, images: Images, size: int, stride: int) -> Images:
    """The gradient of `max_pool`: each window's error goes to its largest pixel.

    Of several equal ones the first in reading order gets it. A pixel that is the largest of
    several windows gets the sum of their errors.
    """
    windows = _windows(images, size, stride)
    chosen = one_hot(windows.argmax(dim=1), size * size).transpose(1, 2)
    columns = chosen * error.flatten(0, 1).flatten(1)[:, None]
    return _unpool(columns, images, size, stride)


def average_pool(images: Images, size: int, stride: int) -> Pooled:
    """The mean of each window, channel by channel."""
    height, width = (output_size(side, size, stride, 0) for side in images.shape[2:])
    return _windows(images, size, stride).mean(dim=1).view(*images.shape[:2], height, width)


def average_pool_backward(error: Pooled, images: Images, size: int, stride: int) -> Images:
    """The gradient of `average_pool`: each window's error is shared equally by its pixels."""
    shares = error.flatten(0, 1).flatten(1)[:, None] / size**2
    columns = shares.expand(-1, size * size, -1)
    return _unpool(columns.contiguous(), images, size, stride)
