"""Mistakes in bilinear: each function is one, and its docstring says which."""

import torch
import torch._decomp.decompositions
from torchvision.ops import deform_conv2d

OBJECT = "work03_cifar10.data.resampling:bilinear"


def _at(images, rows, columns, outside=0.0):
    _, height, width, _ = images.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    image = torch.arange(len(images))[:, None, None]
    found = images[image, rows.clamp(0, height - 1), columns.clamp(0, width - 1)]
    return torch.where(inside[..., None], found, outside * found)


def _read(images, rows, columns, top, left, outside=0.0):
    read = 0
    for row in (top, top + 1):
        for column in (left, left + 1):
            weight = (1 - (row - rows).abs()) * (1 - (column - columns).abs())
            read = read + weight[..., None] * _at(images, row.long(), column.long(), outside)
    return read


def nearest(images, rows, columns):
    """Takes the nearest pixel."""
    return _at(images, rows.round().long(), columns.round().long())


def border_repeated(images, rows, columns):
    """Repeats the border outside."""
    return _read(images, rows, columns, rows.floor(), columns.floor(), outside=1.0)


def toward_zero(images, rows, columns):
    """Cuts off in place of rounding down, which differs below 0."""
    return _read(images, rows, columns, rows.trunc(), columns.trunc())


def no_gradient_of_images(images, rows, columns):
    """Detaches the images."""
    return _read(images.detach(), rows, columns, rows.floor(), columns.floor())


def no_gradient_of_places(images, rows, columns):
    """Detaches the places."""
    rows, columns = rows.detach(), columns.detach()
    return _read(images, rows, columns, rows.floor(), columns.floor())


def no_gradient_of_columns(images, rows, columns):
    """Detaches the columns alone."""
    columns = columns.detach()
    return _read(images, rows, columns, rows.floor(), columns.floor())


def weights_swapped(images, rows, columns):
    """Gives the nearer pixel the smaller weight."""
    top, left = rows.floor(), columns.floor()
    return _read(images, 2 * top + 1 - rows, 2 * left + 1 - columns, top, left)


def rows_for_columns(images, rows, columns):
    """Takes rows for columns."""
    return _read(images, columns, rows, columns.floor(), rows.floor())


def all_of_it_outside(images, rows, columns):
    """Is 0 as soon as one of the four pixels is outside."""
    _, height, width, _ = images.shape
    inside = (rows >= 0) & (rows <= height - 1) & (columns >= 0) & (columns <= width - 1)
    return _read(images, rows, columns, rows.floor(), columns.floor()) * inside[..., None]


def first_image_for_all(images, rows, columns):
    """Reads from the first image."""
    images = images[:1].expand_as(images)
    return _read(images, rows, columns, rows.floor(), columns.floor())


def wraps_around(images, rows, columns):
    """Lets Python count negative places from the end."""
    _, height, width, _ = images.shape
    padded = torch.cat([images, torch.zeros_like(images[:, :1])], dim=1)
    padded = torch.cat([padded, torch.zeros_like(padded[:, :, :1])], dim=2)
    image, read = torch.arange(len(images))[:, None, None], 0
    for row in (rows.floor(), rows.floor() + 1):
        for column in (columns.floor(), columns.floor() + 1):
            weight = (1 - (row - rows).abs()) * (1 - (column - columns).abs())
            found = padded[
                image, row.long().clamp(-height, height), column.long().clamp(-width, width)
            ]
            read = read + weight[..., None] * found
    return read


def border_of_zeros(images, rows, columns):
    """Lays five zeros around the images, and fails farther outside."""
    padded = torch.nn.functional.pad(images, (0, 0, 5, 5, 5, 5))
    image, top, left = torch.arange(len(images))[:, None, None], rows.floor(), columns.floor()
    read = 0
    for row in (top, top + 1):
        for column in (left, left + 1):
            weight = (1 - (row - rows).abs()) * (1 - (column - columns).abs())
            read = read + weight[..., None] * padded[image, row.long() + 5, column.long() + 5]
    return read


def half_a_pixel_off(images, rows, columns):
    """Takes places for those of pixels' corners."""
    rows, columns = rows - 0.5, columns - 0.5
    return _read(images, rows, columns, rows.floor(), columns.floor())


def in_double_precision(images, rows, columns):
    """Returns float64 whatever it is given."""
    images, rows, columns = images.double(), rows.double(), columns.double()
    return _read(images, rows, columns, rows.floor(), columns.floor())


def ready(images, rows, columns):
    """Calls torch's."""
    _, height, width, _ = images.shape
    grid = torch.stack([(2 * columns + 1) / width - 1, (2 * rows + 1) / height - 1], dim=-1)
    read = torch.nn.functional.grid_sample(images.movedim(-1, 1), grid, align_corners=False)
    return read.movedim(1, -1)


def ready_decomposition(images, rows, columns):
    """Calls the Python that torch takes its sampler apart with."""
    _, height, width, _ = images.shape
    grid = torch.stack([2 * columns / (width - 1) - 1, 2 * rows / (height - 1) - 1], dim=-1)
    read = torch._decomp.decompositions._grid_sampler_2d(images.movedim(-1, 1), grid, 0, 0, True)
    return read.movedim(1, -1)


def ready_deformable(images, rows, columns):
    """Has torchvision's deformable convolution read, with a kernel of one pixel."""
    _, height, width, channels = images.shape
    down, right = rows.shape[1:]
    high, wide = max(down, height), max(right, width)
    padded = torch.nn.functional.pad(images.movedim(-1, 1), (0, wide - width, 0, high - height))
    offsets = torch.stack(
        [
            rows - torch.arange(down, dtype=rows.dtype)[:, None],
            columns - torch.arange(right, dtype=rows.dtype),
        ],
        dim=1,
    )
    offsets = torch.nn.functional.pad(offsets, (0, wide - right, 0, high - down))
    kernel = torch.eye(channels, dtype=images.dtype)[:, :, None, None]
    return deform_conv2d(padded, offsets, kernel)[:, :, :down, :right].movedim(1, -1)
