"""Mistakes in transposed_convolve: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import conv_transpose2d, pad

OBJECT = "work03_cifar10.generative.transposed_convolution:transposed_convolve"


def bias_of_each_stamp(images, kernel, bias, stride=1, padding=0):
    """Adds the bias with each kernel."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel) + bias[:, None, None]
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding]


def by_fold(images, kernel, bias, stride=1, padding=0):
    """Lets torch's `fold` add up."""
    sides = [
        (places - 1) * stride + side - 2 * padding
        for places, side in zip(images.shape[2:], kernel.shape[2:], strict=True)
    ]
    stamps = kernel.flatten(1).T @ images.flatten(2)
    laid = torch.nn.functional.fold(stamps, sides, kernel.shape[2:], 1, padding, stride)
    return laid + bias[:, None, None]


def cuts_one_side(images, kernel, bias, stride=1, padding=0):
    """Cuts twice as much at the end and nothing at the start."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, : height - 2 * padding, : width - 2 * padding] + bias[:, None, None]


def flipped(images, kernel, bias, stride=1, padding=0):
    """Turns the kernel round."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel.flip(2, 3))
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]


def no_bias(images, kernel, bias, stride=1, padding=0):
    """Forgets the bias, and gives it a gradient of 0."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + 0 * bias.sum()


def no_gradient_for_images(images, kernel, bias, stride=1, padding=0):
    """Lets no gradient reach the images."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images.detach()[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]


def no_stride(images, kernel, bias, stride=1, padding=0):
    """Lays kernels side by side."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y, x
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]


def overwrites(images, kernel, bias, stride=1, padding=0):
    """Lets later kernels cover earlier ones."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] = stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]


def padding_adds(images, kernel, bias, stride=1, padding=0):
    """Pads the output instead of cutting it."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return pad(laid, (padding, padding, padding, padding)) + bias[:, None, None]


def ready(images, kernel, bias, stride=1, padding=0):
    """Calls torch's."""
    return conv_transpose2d(images, kernel, bias, stride, padding)


def in_double_precision(images, kernel, bias, stride=1, padding=0):
    """Returns float64 whatever it is given."""
    images, kernel = images.double(), kernel.double()
    batch, _, rows, columns = images.shape
    _, outputs, high, wide = kernel.shape
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(batch, outputs, height, width)
    for i in range(high):
        for j in range(wide):
            grid = slice(i, i + stride * (rows - 1) + 1, stride)
            laid[:, :, grid, j : j + stride * (columns - 1) + 1 : stride] += torch.einsum(
                "bchw,co->bohw", images, kernel[:, :, i, j]
            )
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]
