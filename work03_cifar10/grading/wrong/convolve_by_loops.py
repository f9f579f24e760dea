"""Mistakes in convolve_by_loops: each function is one, and its docstring says which."""

import numpy as np
import torch
from torch.nn.functional import conv2d

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"


def _convolve(images, kernel, bias, stride=1, padding=0):
    windows = pad(images, (padding,) * 4)
    windows = windows.unfold(2, kernel.shape[2], stride).unfold(3, kernel.shape[3], stride)
    return torch.einsum("bcyxij,ocij->boyx", windows, kernel) + bias[:, None, None]


def bias_per_channel(images, kernel, bias, stride=1, padding=0):
    """Adds the bias once for every input channel."""
    return _convolve(images, kernel, images.shape[1] * bias, stride, padding)


def first_channel(images, kernel, bias, stride=1, padding=0):
    """Looks at the first channel alone."""
    return _convolve(images[:, :1], kernel[:, :1], bias, stride, padding)


def flipped(images, kernel, bias, stride=1, padding=0):
    """Turns the kernel round, as mathematics does."""
    return _convolve(images, kernel.flip(2, 3), bias, stride, padding)


def in_numpy(images, kernel, bias, stride=1, padding=0):
    """Computes with NumPy, which no gradient passes."""
    x = images.detach().numpy()
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    output = np.einsum("bcyxij,ocij->boyx", windows, kernel.detach().numpy())
    return torch.from_numpy(output + bias.detach().numpy()[:, None, None])


def module(images, kernel, bias, stride=1, padding=0):
    """Calls torch's layer, with weights put into it."""
    layer = torch.nn.Conv2d(*kernel.shape[1::-1], kernel.shape[2:], stride, padding)
    return torch.func.functional_call(layer, {"weight": kernel, "bias": bias}, images)


def no_stride(images, kernel, bias, stride=1, padding=0):
    """Steps by one pixel and fills as many outputs."""
    height = output_size(images.shape[2], kernel.shape[2], stride, padding)
    width = output_size(images.shape[3], kernel.shape[3], stride, padding)
    return _convolve(images, kernel, bias, 1, padding)[:, :, :height, :width]


def padding_in_numpy(images, kernel, bias, stride=1, padding=0):
    """Pads with NumPy: kernel and bias learn, what comes before does not."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = torch.from_numpy(np.pad(images.detach().numpy(), sides))
    return _convolve(padded, kernel, bias, stride)


def pads_with_the_border(images, kernel, bias, stride=1, padding=0):
    """Repeats the border where zeros belong."""
    if padding:
        images = pad(images, (padding,) * 4, mode="replicate")
    return _convolve(images, kernel, bias, stride)


def ready(images, kernel, bias, stride=1, padding=0):
    """Calls torch's."""
    return conv2d(images, kernel, bias, stride, padding)


def ready_product(images, kernel, bias, stride=1, padding=0):
    """Calls the given `convolve`."""
    return convolve(images, kernel, bias, stride, padding)


def square(images, kernel, bias, stride=1, padding=0):
    """Takes the kernel for a square."""
    size = kernel.shape[2]
    windows = pad(images, (padding,) * 4).unfold(2, size, stride).unfold(3, size, stride)
    windows = windows[..., : kernel.shape[3]]
    kernel = kernel[..., :size]
    return torch.einsum("bcyxij,ocij->boyx", windows, kernel) + bias[:, None, None]


def zero(images, kernel, bias, stride=1, padding=0):
    """Returns zeros."""
    height = output_size(images.shape[2], kernel.shape[2], stride, padding)
    width = output_size(images.shape[3], kernel.shape[3], stride, padding)
    return (
        0
        * (images.sum() + kernel.sum() + bias.sum())
        * torch.ones(len(images), len(kernel), height, width, dtype=images.dtype)
    )


def in_double_precision(images, kernel, bias, stride=1, padding=0):
    """Returns float64 whatever it is given."""
    padded = torch.nn.functional.pad(images.double(), (padding,) * 4)
    rows, columns = kernel.shape[2:]
    windows = padded.unfold(2, rows, stride).unfold(3, columns, stride)
    return torch.einsum("bchwij,ocij->bohw", windows, kernel.double()) + bias[:, None, None]
