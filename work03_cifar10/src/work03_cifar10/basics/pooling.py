"""Pooling from scratch, forward and backward (Dive into Deep Learning, section 7.5)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from work03_cifar10.basics.convolution import Images

Pooled = Float[Tensor, "batch channel height2 width2"]


def windows(
    images: Images, size: int, stride: int
) -> Float[Tensor, "batch channel height2 width2 pixel"]:
    """Return every window of every channel, its pixels in reading order, without a last part window.

    Args:
        images: a batch.
        size: side of a window.
        stride: pixels from one window to the next, down and right.
    """
    return images.unfold(2, size, stride).unfold(3, size, stride).flatten(4)


def max_pool(images: Images, size: int, stride: int) -> Pooled:
    """Take the largest number of each window, channel by channel."""
    return windows(images, size, stride).amax(dim=4)


def average_pool(images: Images, size: int, stride: int) -> Pooled:
    """Take the mean of each window, channel by channel."""
    return windows(images, size, stride).mean(dim=4)


def max_pool_backward(grad_output: Pooled, images: Images, size: int, stride: int) -> Images:
    """Return the gradient of `max_pool`: each window's gradient goes to its largest pixel.

    Of several equal ones the first in reading order gets it. A pixel that is the largest of
    several windows gets the sum of their gradients, one that is in no window 0. The result has the
    images' dtype. Write it without autograd and torch's own max-pooling.

    Args:
        grad_output: the gradient with respect to what `max_pool` returned.
        images: what it was given.
        size: likewise.
        stride: likewise.
    """
    width = images.shape[3]
    inside = windows(images, size, stride).argmax(dim=4)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    grad_images = torch.zeros_like(images).flatten(2)
    grad_images.scatter_add_(2, (rows * width + columns).flatten(2), grad_output.flatten(2))
    return grad_images.view(images.shape)


def average_pool_backward(grad_output: Pooled, images: Images, size: int, stride: int) -> Images:
    """Return the gradient of `average_pool`: each window's is shared equally by its pixels."""
    grad_images = torch.zeros_like(images)
    height, width = (stride * (places - 1) + 1 for places in grad_output.shape[2:])
    for i in range(size):
        for j in range(size):
            places = (..., slice(i, i + height, stride), slice(j, j + width, stride))
            grad_images[places] += grad_output / size**2
    return grad_images
