"""A batch of outputs and targets drawn at random, for all tests."""

from __future__ import annotations

from typing import Any

import torch
from random_boxes import random_boxes

from final_ssd.data.samples import make_target


def make_batch(seed: int) -> tuple[Any, ...]:
    """Anchors; logits, offsets and targets of two images of three classes."""
    torch.manual_seed(seed)
    anchors = random_boxes(400, seed).float()
    logits, offsets = torch.randn(2, 400, 4), torch.randn(2, 400, 4)
    targets = [
        make_target(random_boxes(count, seed + count).float(), torch.arange(count) % 3)
        for count in (5, 3)
    ]
    return anchors, logits, offsets, targets
