"""What every data set of detection gives: an image, and the boxes in it. And how they make a batch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int, UInt8
from torch import Tensor

Target = dict[str, Tensor]
"""`boxes` (float32, x1 y1 x2 y2 in pixels), `classes` (int64, from 0) and `ignored` (bool)."""


def make_target(
    boxes: Float[Tensor, "box 4"],
    classes: Int[Tensor, " box"],
    ignored: Bool[Tensor, " box"] | None = None,
) -> Target:
    """Make the target of one image; no object is ignored where nothing is said."""
    none = torch.zeros(len(classes), dtype=torch.bool)
    return {
        "boxes": boxes.float().reshape(-1, 4),
        "classes": classes.long(),
        "ignored": none if ignored is None else ignored,
    }


def collate(
    samples: Sequence[tuple[UInt8[Tensor, "3 side side"], Target]],
) -> tuple[UInt8[Tensor, "batch 3 side side"], list[Target]]:
    """Make a batch: images stacked, targets as ragged as they are. Nothing is padded."""
    images, targets = zip(*samples, strict=True)
    return torch.stack(images), list(targets)
