"""Rotate, scale and crop: each output pixel names the place in the image that it comes from.

Going from the output to the image leaves no holes, as a turn from the image to the output would. The
places seldom are whole numbers, so the image is read between its pixels, as in a spatial transformer
(Jaderberg et al. 2015, section 3.3, equation 5).
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

Pixels = UInt8[Tensor, "batch height width channel"]
Places = Float[Tensor, "batch rows columns"]

ASPECT = 4 / 3
"""The most that a crop is wider than high, or higher than wide (Szegedy et al. 2014, section 6)."""


def rotate_and_scale(
    pixels: Pixels, angles: Float[Tensor, " batch"], scales: Float[Tensor, " batch"]
) -> Pixels:
    """Turn each image counterclockwise by degrees, and enlarge it; what comes from outside is black."""
    rows, columns = turned_places(angles.float(), scales.float(), *pixels.shape[1:3])
    return as_bytes(bilinear(pixels.float(), rows, columns))


def turned_places(
    angles: Float[Tensor, " batch"], scales: Float[Tensor, " batch"], height: int, width: int
) -> tuple[Float[Tensor, "batch height width"], Float[Tensor, "batch height width"]]:
    """Return the places that the pixels of turned and enlarged images come from.

    An image turns around its middle, ((height - 1) / 2, (width - 1) / 2), counterclockwise as one sees
    it, where rows go down; then it becomes `scales` times as large. The pixel of a place in the
    output is what these two steps undone lead to: a place, not a whole number, maybe outside. Write it
    without `torch.nn.functional.affine_grid`.

    Args:
        angles: in degrees.
        scales: above 0, in the dtype of `angles`.
        height: of the images.
        width: of the images.

    Returns:
        rows and columns in the image, one of each for each pixel of the output, in the dtype of
        both. Gradients reach angles and scales.
    """
    down = torch.arange(height, dtype=angles.dtype)[:, None] - (height - 1) / 2
    right = torch.arange(width, dtype=angles.dtype) - (width - 1) / 2
    turn, size = angles.deg2rad()[:, None, None], scales[:, None, None]
    rows = (turn.cos() * down + turn.sin() * right) / size
    columns = (turn.cos() * right - turn.sin() * down) / size
    return rows + (height - 1) / 2, columns + (width - 1) / 2


def bilinear(
    images: Float[Tensor, "batch height width channel"], rows: Places, columns: Places
) -> Float[Tensor, "batch rows columns channel"]:
    """Read images between their pixels, at places of any shape.

    A place has four pixels around it. Each counts by how near it is: 1 - |its row - row| times
    1 - |its column - column|. A pixel outside the image is 0. Gradients reach the images and, through the
    weights, the places. Write it without `torch.nn.functional.grid_sample`.

    Args:
        images: floating-point numbers.
        rows: of the places, 0 for the first row's middle; in the images' dtype, which the result has.
        columns: likewise.
    """
    top, left = rows.floor(), columns.floor()
    read = torch.zeros(())
    for row in (top, top + 1):
        for column in (left, left + 1):
            weight = (1 - (row - rows).abs()) * (1 - (column - columns).abs())
            read = read + weight[..., None] * _pixels_at(images, row.long(), column.long())
    return read


def _pixels_at(
    images: Float[Tensor, "batch height width channel"],
    rows: Int[Tensor, "batch rows columns"],
    columns: Int[Tensor, "batch rows columns"],
) -> Float[Tensor, "batch rows columns channel"]:
    _, height, width, _ = images.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    image = torch.arange(len(images))[:, None, None]
    found = images[image, rows.clamp(0, height - 1), columns.clamp(0, width - 1)]
    return found * inside[..., None]


def resized_crop(pixels: Pixels, boxes: Int[Tensor, "batch 4"]) -> Pixels:
    """Cut a box out of each image and enlarge it to the image's size.

    Args:
        pixels: bytes.
        boxes: top, left, height and width of each, inside the image.
    """
    top, left, high, wide = boxes[:, :, None].float().unbind(1)
    _, height, width, _ = pixels.shape
    rows = (torch.arange(height) + 0.5) * high / height - 0.5
    columns = (torch.arange(width) + 0.5) * wide / width - 0.5
    # A box ends at its border pixels' middles: nothing beside it shines in.
    rows = top + rows.clamp(min=0).minimum(high - 1)
    columns = left + columns.clamp(min=0).minimum(wide - 1)
    places = torch.broadcast_tensors(rows[:, :, None], columns[:, None, :])
    return as_bytes(bilinear(pixels.float(), *places))


def crop_boxes(
    numbers: Float[Tensor, "batch 4"], least: float, height: int, width: int
) -> Int[Tensor, "batch 4"]:
    """Choose a box in each image: a share of its area, and a shape (Szegedy et al. 2014, section 6).

    The share is uniform from `least` to 1, the logarithm of the shape from 3:4 to 4:3, the box's place
    among all that there are. Where a side would be longer than the image's, it is the image's.

    Args:
        numbers: from 0 to 1: for the share, the shape, and the place down and to the right.
        least: the smallest share.
        height: of the images.
        width: of the images.

    Returns:
        top, left, height and width.
    """
    area = (least + (1 - least) * numbers[:, 0]) * height * width
    shape = torch.exp(math.log(ASPECT) * (2 * numbers[:, 1] - 1))
    high = (area / shape).sqrt().round().clamp(1, height)
    wide = (area * shape).sqrt().round().clamp(1, width)
    top = (numbers[:, 2] * (height - high + 1)).floor()
    left = (numbers[:, 3] * (width - wide + 1)).floor()
    return torch.stack([top, left, high, wide], dim=1).long()


def as_bytes(images: Float[Tensor, "batch height width channel"]) -> Pixels:
    """Round to the nearest of 0 … 255."""
    return images.round().clamp(0, 255).to(torch.uint8)
