"""Boxes: formats, areas, overlap, clipping.

A box is four numbers in pixels, `x1 y1 x2 y2`, the left, top, right and bottom edge. Edges are
places between pixels, so a box that covers one pixel is (0, 0, 1, 1) and has area 1. Other formats:
`cx cy w h` (center and size, what networks predict) and `x y w h` (COCO's files).
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def to_center(boxes: Float[Tensor, "*batch 4"]) -> Float[Tensor, "*batch 4"]:
    """Turn `x1 y1 x2 y2` into `cx cy w h`."""
    corner, opposite = boxes.split(2, dim=-1)
    return torch.cat([(corner + opposite) / 2, opposite - corner], dim=-1)


def from_center(boxes: Float[Tensor, "*batch 4"]) -> Float[Tensor, "*batch 4"]:
    """Turn `cx cy w h` into `x1 y1 x2 y2`."""
    center, size = boxes.split(2, dim=-1)
    return torch.cat([center - size / 2, center + size / 2], dim=-1)


def to_corner_and_size(boxes: Float[Tensor, "*batch 4"]) -> Float[Tensor, "*batch 4"]:
    """Turn `x1 y1 x2 y2` into COCO's `x y w h`."""
    corner, opposite = boxes.split(2, dim=-1)
    return torch.cat([corner, opposite - corner], dim=-1)


def areas(boxes: Float[Tensor, "*batch 4"]) -> Float[Tensor, "*batch"]:
    """Return width times height, in square pixels."""
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def intersections(
    first: Float[Tensor, "*batch 4"], second: Float[Tensor, "*batch 4"]
) -> Float[Tensor, "*batch"]:
    """Return the areas that both boxes cover, box by box, 0 where they do not meet. Shapes broadcast."""
    corner = torch.maximum(first[..., :2], second[..., :2])
    opposite = torch.minimum(first[..., 2:], second[..., 2:])
    return _products((opposite - corner).clamp(min=0))


def _products(sides: Float[Tensor, "*batch 2"]) -> Float[Tensor, "*batch"]:
    # To go backward, `prod` reads back whether a factor is 0: a GPU that records a step cannot.
    return sides[..., 0] * sides[..., 1]


def paired_iou(
    first: Float[Tensor, "*batch 4"], second: Float[Tensor, "*batch 4"]
) -> Float[Tensor, "*batch"]:
    """Return intersection over union, box by box; 0 for two boxes of no area. Shapes broadcast.

    From the edges, without a ready function of torchvision. It has the boxes' dtype, and gradients for
    both.
    """
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    return shared / union.clamp(min=torch.finfo(union.dtype).tiny)


def iou(
    first: Float[Tensor, "first 4"], second: Float[Tensor, "second 4"]
) -> Float[Tensor, "first second"]:
    """Return intersection over union of each box with each other one.

    Equals torchvision.ops.box_iou, but for two boxes without area, which have 0 here (and 0/0 there).
    """
    return paired_iou(first[:, None], second[None])


def paired_giou(
    first: Float[Tensor, "*batch 4"], second: Float[Tensor, "*batch 4"]
) -> Float[Tensor, "*batch"]:
    """Return the generalized IoU, box by box (Rezatofighi et al. 2019, algorithm 1). Shapes broadcast.

    IoU minus the share of the smallest enclosing box that neither of them covers: from −1 (far
    apart) to 1 (equal). Unlike IoU it has a gradient where the boxes do not meet. The IoU of two boxes
    of no area is 0, and so is the share where the enclosing box has none. The dtype stays. From the
    edges, without a ready function of torchvision.
    """
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = _products((opposite - corner).clamp(min=0))
    tiny = torch.finfo(union.dtype).tiny
    return shared / union.clamp(min=tiny) - (enclosing - union) / enclosing.clamp(min=tiny)


def clip(
    boxes: Float[Tensor, "*batch 4"], height: float, width: float
) -> Float[Tensor, "*batch 4"]:
    """Cut off what lies outside an image; a box wholly outside keeps no area."""
    x1, y1, x2, y2 = boxes.unbind(dim=-1)
    return torch.stack(
        [x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)], dim=-1
    )
