"""Test-time augmentation (TTA): an image's mirror images, too, and boxes that vote on where an edge is.

The boxes of all views go into one NMS. A box that stays then moves to the mean of the boxes of its
class that nearly agree with it, each as heavy as its score: box voting (Gidaris & Komodakis 2015,
arXiv 1505.01749). One more view costs one more forward pass and no training.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from final_ssd.geometry.boxes import iou
from final_ssd.models.detections import Detections, detect

Views = Literal[1, 2, 4]
FLIPS: dict[Views, tuple[tuple[int, ...], ...]] = {
    1: ((),),
    2: ((), (-1,)),
    4: ((), (-1,), (-2,), (-2, -1)),
}
"""Dimensions of an image to flip: 2 views are left and right, 4 are upside down, too."""


def flip(detections: Detections, dimensions: tuple[int, ...], side: float) -> Detections:
    """Return detections in an image of `side`×`side` pixels as they are in its mirror image.

    Args:
        detections: in the image as it is.
        dimensions: −1 for left and right, −2 for up and down.
        side: pixels.
    """
    x1, y1, x2, y2 = detections.boxes.unbind(dim=1)
    if -1 in dimensions:
        x1, x2 = side - x2, side - x1
    if -2 in dimensions:
        y1, y2 = side - y2, side - y1
    boxes = torch.stack([x1, y1, x2, y2], dim=1)
    return Detections(boxes, detections.scores, detections.classes)


def vote(
    detections: Detections, kept: Int[Tensor, " kept"], agreement: float
) -> Float[Tensor, "kept 4"]:
    """Move each kept box to the mean of those that nearly agree with it, weighted by score.

    Args:
        detections: of all views; all may vote.
        kept: numbers of those that NMS left; each votes on itself, whatever its area.
        agreement: IoU with a kept box of the same class from which on a box has a vote.
    """
    boxes, classes = detections.boxes, detections.classes
    votes = (iou(boxes[kept], boxes) >= agreement) & (classes[kept, None] == classes)
    votes[torch.arange(len(kept)), kept] = True
    weights = votes * detections.scores
    return weights @ boxes / weights.sum(dim=1, keepdim=True)


def detect_with(tta: Views) -> Callable[..., list[Detections]]:
    """Return how to detect: from one plain view without votes (`detect`), or from several."""
    return detect if tta == 1 else partial(detect_augmented, views=tta)


@torch.no_grad()
def detect_augmented(
    model: nn.Module,
    images: UInt8[Tensor, "batch 3 side side"],
    *,
    views: Views = 4,
    score_threshold: float = 0.05,
    candidates: int = 400,
    nms_threshold: float = 0.6,
    agreement: float = 0.7,
    max_detections: int = 100,
) -> list[Detections]:
    """Return the detections of each image, from several views of it.

    Args:
        model: a detector.
        images: of 0–255.
        views: 1: as it is; 2: its mirror image too; 4: upside down too, where that means nothing.
        score_threshold: a pair of anchor and class must score more than this.
        candidates: of one view.
        nms_threshold: IoU above which the worse of two boxes of one class goes.
        agreement: IoU from which on a box votes.
        max_detections: of an image.
    """
    from torchvision.ops import batched_nms  # a second, which --help does not need

    side = float(images.shape[-1])
    by_view = []
    for dimensions in FLIPS[views]:
        detected = detect(
            model, images.flip(dimensions), score_threshold=score_threshold, candidates=candidates,
            nms_threshold=1.0, max_detections=candidates,
        )  # fmt: skip
        by_view.append([flip(one, dimensions, side) for one in detected])
    result = []
    for own in zip(*by_view, strict=True):
        pool = Detections(
            torch.cat([one.boxes for one in own]),
            torch.cat([one.scores for one in own]),
            torch.cat([one.classes for one in own]),
        )
        kept = batched_nms(pool.boxes, pool.scores, pool.classes, nms_threshold)[:max_detections]
        boxes = vote(pool, kept, agreement)
        result.append(Detections(boxes, pool.scores[kept], pool.classes[kept]))
    return result
