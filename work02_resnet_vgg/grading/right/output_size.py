"""Right ways to the size after a convolution."""

import math

import numpy as np
import torch

OBJECT = "work02_resnet_vgg.layers.arithmetic:output_size"


def by_listing_places(size, kernel, stride=1, padding=0):
    """Lists where the kernel begins."""
    starts = range(0, size + 2 * padding - kernel + 1, stride)
    if not starts:
        raise ValueError("the kernel does not fit")
    return len(starts)


def by_stepping(size, kernel, stride=1, padding=0):
    """Moves the kernel until it sticks out."""
    end, places = kernel, 0
    while end <= size + 2 * padding:
        end += stride
        places += 1
    if places == 0:
        raise ValueError(f"{kernel} pixels are too many")
    return places


def by_recursion(size, kernel, stride=1, padding=0):
    """One place, and those of an image that is shorter by a step."""

    def places(padded):
        return 0 if padded < kernel else 1 + places(padded - stride)

    if not (found := places(size + padding + padding)):
        raise ValueError("no place at all")
    return found


def by_floor_of_a_fraction(size, kernel, stride=1, padding=0):
    """Floors a floating-point number."""
    if size + 2 * padding - kernel < 0:
        raise ValueError("kernel larger than the padded image")
    return math.floor((size + 2 * padding - kernel) / stride + 1)


def by_rounding_up(size, kernel, stride=1, padding=0):
    """Rounds the number of first pixels up instead of down."""
    firsts = size + 2 * padding - kernel + 1
    if firsts <= 0:
        raise ValueError("too large a kernel")
    return -(-firsts // stride)


def by_a_view_of_windows(size, kernel, stride=1, padding=0):
    """Cuts a line of zeros into windows, by torch."""
    line = torch.zeros(size + 2 * padding)
    if kernel > len(line):
        raise ValueError(f"{kernel} > {len(line)}")
    return line.unfold(0, kernel, stride).shape[0]


def by_numpy(size, kernel, stride=1, padding=0):
    """Counts, as a whole number of NumPy's."""
    left = np.int64(size) + 2 * np.int64(padding) - kernel
    if left < 0:
        raise ValueError("it does not fit")
    return np.floor_divide(left, stride) + 1


def by_a_convolution_without_numbers(size, kernel, stride=1, padding=0):
    """Asks a convolution of torch on the device "meta"."""
    layer = torch.nn.Conv1d(1, 1, kernel, stride, padding, device="meta")
    try:
        return layer(torch.empty(1, 1, size, device="meta")).shape[2]
    except RuntimeError as error:
        raise ValueError("the kernel is larger than the image") from error


def by_a_mask(size, kernel, stride=1, padding=0):
    """Counts the pixels that may be first, in an array."""
    first = np.arange(size + 2 * padding)
    fits = (first % stride == 0) & (first + kernel <= len(first))
    if not fits.any():
        raise ValueError("nowhere to put the kernel")
    return int(fits.sum())
