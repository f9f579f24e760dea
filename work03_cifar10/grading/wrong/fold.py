"""Mistakes in fold: each function is one, and its docstring says which."""

import torch
from torch._decomp.decompositions import col2im
from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:fold"


def _channels(columns, size):
    return columns.shape[1] // (size[0] * size[1])


def averages(columns, image_size, size, stride=1, padding=0):
    """Averages where windows overlap."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), _channels(columns, size), *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    times = torch.zeros_like(image)
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
            times[:, :, top : top + size[0], left : left + size[1]] += 1
    image = image / times.clamp(min=1)
    return image[:, :, padding : padding + height, padding : padding + width]


def by_autograd(columns, image_size, size, stride=1, padding=0):
    """Lets autograd transpose `unfold`."""
    channels = columns.shape[1] // (size[0] * size[1])
    images = columns.new_zeros(len(columns), channels, *image_size, requires_grad=True)
    images_out = unfold(images, size, stride, padding)
    return torch.autograd.grad(images_out, images, columns, create_graph=True)[0]


def keeps_the_padding(columns, image_size, size, stride=1, padding=0):
    """Cuts the padding off at the top and on the left alone."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), _channels(columns, size), *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
    return image[:, :, padding:, padding:]


def no_gradient(columns, image_size, size, stride=1, padding=0):
    """Adds up copies that have no gradient."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.detach().view(len(columns), _channels(columns, size), *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
    return image[:, :, padding : padding + height, padding : padding + width]


def no_stride(columns, image_size, size, stride=1, padding=0):
    """Puts windows side by side, one pixel apart."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), _channels(columns, size), *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row, place
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
    return image[:, :, padding : padding + height, padding : padding + width]


def overwrites(columns, image_size, size, stride=1, padding=0):
    """Overwrites where windows overlap."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), _channels(columns, size), *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] = windows[..., row, place]
    return image[:, :, padding : padding + height, padding : padding + width]


def ready(columns, image_size, size, stride=1, padding=0):
    """Calls torch's."""
    return functional.fold(columns, image_size, size, padding=padding, stride=stride)


def ready_decomposition(columns, image_size, size, stride=1, padding=0):
    """Calls the Python that torch takes its own apart with."""
    return col2im(columns, list(image_size), list(size), [1, 1], [padding] * 2, [stride] * 2)


def transposed(columns, image_size, size, stride=1, padding=0):
    """Takes places column by column."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), _channels(columns, size), *size, places, rows).mT
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
    return image[:, :, padding : padding + height, padding : padding + width]


def in_double_precision(columns, image_size, size, stride=1, padding=0):
    """Returns float64 whatever it is given."""
    (height, width), (rows, places) = image_size, size
    down = output_size(height, rows, stride, padding)
    right = output_size(width, places, stride, padding)
    windows = columns.double().view(
        len(columns), _channels(columns, size), rows, places, down, right
    )
    padded = windows.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for i in range(rows):
        for j in range(places):
            grid = slice(i, i + stride * (down - 1) + 1, stride)
            padded[:, :, grid, j : j + stride * (right - 1) + 1 : stride] += windows[:, :, i, j]
    return padded[:, :, padding : padding + height, padding : padding + width]


def infers_the_channels(columns, image_size, size, stride=1, padding=0):
    """Leaves the channels to -1, which nothing tells where there is no image."""
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.reshape(len(columns), -1, *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
    return image[:, :, padding : padding + height, padding : padding + width]
