"""Anchors: boxes of fixed sizes and shapes, laid over every cell of every feature map.

A level of the pyramid has a stride: its cell (row, column) looks at the image around
((column + ½) · stride, (row + ½) · stride). Each cell has the same anchors: for each size and each
ratio r = height / width a box of area size², and none of them is moved by what the network predicts
elsewhere. Which sizes are right is a question about the data: an object that no anchor overlaps is
never learned well (`coverage` measures it, `clustering.py` finds sizes by k-means).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from final_ssd.geometry.boxes import from_center, iou


@dataclass(frozen=True)
class AnchorLevel:
    """The anchors of one level.

    Attributes:
        stride: pixels of the image between two cells.
        shapes: (width, height) of each anchor of a cell, in pixels.
    """

    stride: int
    shapes: tuple[tuple[float, float], ...]

    def cells(self, image_size: int) -> int:
        """Return the number of cells a side of a square image: each halving rounds up."""
        return -(-image_size // self.stride)


def shapes_of(sizes: Sequence[float], ratios: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Return (width, height) for each size and ratio: width · height = size², height / width = ratio.

    All ratios of the first size come first, then those of the second.

    Args:
        sizes: square roots of areas, in pixels.
        ratios: height over width.
    """
    return tuple(
        (size / math.sqrt(ratio), size * math.sqrt(ratio)) for size in sizes for ratio in ratios
    )


def ssd_shapes(size: float, next_size: float) -> tuple[tuple[float, float], ...]:
    """Return four anchors a cell: ratios 1, 2 and ½ of `size`, ratio 1 of the larger `next_size`.

    As in SSD (Liu et al. 2016, section 2.2) and in the earlier hand-in.
    """
    return (*shapes_of([size], [1.0, 2.0, 0.5]), (next_size, next_size))


def level_anchors(level: AnchorLevel, image_size: int) -> Float[Tensor, "anchor 4"]:
    """Lay all anchors of one level over a square image, each around the center of its cell.

    Cell (row, column) has its center at ((column + ½) · stride, (row + ½) · stride); a cell that the
    image fills in part counts (`level.cells`). By arithmetic, without torchvision's generators.

    Returns:
        `x1 y1 x2 y2`, row by row, in a row cell by cell, in a cell in the order of
        `level.shapes`, in float32. They may reach over the image's border.
    """
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def all_anchors(levels: Sequence[AnchorLevel], image_size: int) -> Float[Tensor, "anchor 4"]:
    """Return the anchors of all levels, one after the other, finest first."""
    return torch.cat([level_anchors(level, image_size) for level in levels])


def coverage(
    anchors: Float[Tensor, "anchor 4"], boxes: Float[Tensor, "box 4"]
) -> Float[Tensor, " box"]:
    """Return each ground-truth box's best IoU with any anchor: what the network has to start from."""
    return iou(boxes, anchors).max(dim=1).values
