"""mAP of a detector over a data set, in one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from accelerate.utils import gather_object
from torch import Tensor, nn

from final_ssd.detections import Detections, detect
from final_ssd.mean_average_precision import CocoResult, Found, Truths, coco
from final_ssd.samples import Truth

Pairs = list[tuple[Detections, Truth]]


def detect_all(
    model: nn.Module,
    loader: Iterable[Any],
    to_device: Callable[[Any], Any],
    find: Callable[..., list[Detections]] = detect,
    **options: float,
) -> Pairs:
    """Detections and truths of each image of a loader, in its order, on the CPU.

    The model is left in evaluation mode. `options` go to `find`.
    """
    model.eval()
    pairs: Pairs = []
    for batch in loader:
        images, truths = to_device(batch)
        for found, truth in zip(find(model, images, **options), truths, strict=True):
            moved = Detections(found.boxes.cpu(), found.scores.cpu(), found.classes.cpu())
            pairs.append((moved, {name: value.cpu() for name, value in truth.items()}))
    return pairs


def gather(pairs: Pairs, processes: int) -> Pairs:
    """The pairs of all processes, each image once."""
    return gather_object(pairs) if processes > 1 else pairs


def as_truths(truths: Sequence[Truth]) -> Truths:
    """Truths of images 0, 1, … as the evaluation wants them."""
    counts = [len(truth["classes"]) for truth in truths]
    return Truths.of(
        np.repeat(np.arange(len(truths)), counts),
        _joined([truth["classes"] for truth in truths], torch.long),
        _joined([truth["boxes"] for truth in truths], torch.float64, 4),
        _joined([truth["ignored"] for truth in truths], torch.bool),
    )


def as_found(found: Sequence[Detections]) -> Found:
    """Detections of images 0, 1, … as the evaluation wants them."""
    counts = [len(one) for one in found]
    return Found.of(
        np.repeat(np.arange(len(found)), counts),
        _joined([one.classes for one in found], torch.long),
        _joined([one.boxes for one in found], torch.float64, 4),
        _joined([one.scores for one in found], torch.float64),
    )


def _joined(tensors: list[Tensor], dtype: torch.dtype, *columns: int) -> np.ndarray:
    empty = torch.empty(0, *columns, dtype=dtype)
    return torch.cat([empty, *(tensor.to(dtype) for tensor in tensors)]).numpy()


def evaluate(pairs: Pairs, classes: int) -> CocoResult:
    """COCO's figures of detections and truths."""
    found, truths = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return coco(as_found(found), as_truths(truths), classes)
