"""Several looks at an image: its mirror images too, and boxes that vote on where an edge is.

All looks' boxes go into one suppression. A box that stays then moves to the mean of the boxes of its
class that nearly agree with it, each as heavy as its score: box voting (Gidaris & Komodakis 2015,
arXiv 1505.01749). One more look costs one more forward pass and no training.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn
from torchvision.ops import batched_nms

from final_ssd.boxes import iou
from final_ssd.detections import Detections, detect

Looks = Literal[1, 2, 4]
FLIPS: dict[Looks, tuple[tuple[int, ...], ...]] = {
    1: ((),),
    2: ((), (-1,)),
    4: ((), (-1,), (-2,), (-2, -1)),
}
"""Dimensions of an image to flip: 2 looks are left and right, 4 are upside down, too."""


def flipped(found: Detections, dimensions: tuple[int, ...], side: float) -> Detections:
    """Detections in an image of `side`×`side` pixels, as they are in its mirror image.

    Args:
        found: the detections.
        dimensions: −1 for left and right, −2 for up and down.
        side: pixels.
    """
    x1, y1, x2, y2 = found.boxes.unbind(dim=1)
    if -1 in dimensions:
        x1, x2 = side - x2, side - x1
    if -2 in dimensions:
        y1, y2 = side - y2, side - y1
    return Detections(torch.stack([x1, y1, x2, y2], dim=1), found.scores, found.classes)


def voted(
    found: Detections, kept: Int[Tensor, " kept"], agreement: float
) -> Float[Tensor, "kept 4"]:
    """The kept boxes, each moved to the mean of those that nearly agree with it, weighted by score.

    Args:
        found: all detections, which all may vote.
        kept: numbers of those that suppression left; each votes on itself, whatever its area.
        agreement: IoU with a kept box of the same class from which on a box has a vote.
    """
    near = iou(found.boxes[kept], found.boxes) >= agreement
    votes = near & (found.classes[kept, None] == found.classes)
    votes[torch.arange(len(kept)), kept] = True
    weights = votes * found.scores
    return weights @ found.boxes / weights.sum(dim=1, keepdim=True)


def find_by(looks: Looks) -> Callable[..., list[Detections]]:
    """How to detect: by one plain look without votes (`detect`), or by several."""
    return detect if looks == 1 else partial(detect_by_looks, looks=looks)


@torch.no_grad()
def detect_by_looks(
    model: nn.Module,
    images: UInt8[Tensor, "batch 3 side side"],
    *,
    looks: Looks = 4,
    lowest_score: float = 0.05,
    candidates: int = 400,
    overlap: float = 0.6,
    agreement: float = 0.7,
    most: int = 100,
) -> list[Detections]:
    """Detections of each image, by several looks at it.

    Args:
        model: a detector.
        images: of 0–255.
        looks: 1: as it is; 2: its mirror image too; 4: upside down too, where that means nothing.
        lowest_score: of a pair of anchor and class.
        candidates: of one look.
        overlap: IoU above which the worse of two boxes of one class goes.
        agreement: IoU from which on a box votes.
        most: detections of an image.
    """
    side = float(images.shape[-1])
    by_look = []
    for flip in FLIPS[looks]:
        found = detect(
            model, images.flip(flip), lowest_score=lowest_score, candidates=candidates,
            overlap=1.0, most=candidates,
        )  # fmt: skip
        by_look.append([flipped(one, flip, side) for one in found])
    result = []
    for own in zip(*by_look, strict=True):
        pool = Detections(
            torch.cat([one.boxes for one in own]),
            torch.cat([one.scores for one in own]),
            torch.cat([one.classes for one in own]),
        )
        kept = batched_nms(pool.boxes, pool.scores, pool.classes, overlap)[:most]
        boxes = voted(pool, kept, agreement)
        result.append(Detections(boxes, pool.scores[kept], pool.classes[kept]))
    return result
