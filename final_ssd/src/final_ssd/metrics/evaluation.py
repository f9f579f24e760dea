"""mAP of a detector over a data set, in one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from final_ssd.data.annotations import AnnotationError
from final_ssd.data.layouts import NAMES
from final_ssd.data.samples import Target, collate
from final_ssd.data.splits import Splits
from final_ssd.metrics.coco import CocoResult, coco
from final_ssd.metrics.objects import GroundTruth, Predictions
from final_ssd.models.detections import Detections, detect
from final_ssd.models.detector import Detector
from final_ssd.models.tta import Views, detect_with

BATCH = 16
SCORE_THRESHOLD = 0.02  # far below what one would show: mAP asks for the whole curve
Pairs = list[tuple[Detections, Target]]


def detect_all(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, list[Target]]],
    method: Callable[..., list[Detections]] = detect,
    **options: float,
) -> Pairs:
    """Return detections and targets of each image, in their order, on the CPU.

    Args:
        model: in evaluation mode.
        batches: images and their targets, on the model's device.
        method: how to detect, see `tta.py`.
        options: go to `method`.
    """
    pairs: Pairs = []
    for images, targets in batches:
        for detections, target in zip(method(model, images, **options), targets, strict=True):
            pairs.append((detections.cpu(), {key: value.cpu() for key, value in target.items()}))
    return pairs


def to_ground_truth(targets: Sequence[Target]) -> GroundTruth:
    """Turn the targets of images 0, 1, … into the arrays of the metrics."""
    counts = [len(target["classes"]) for target in targets]
    return GroundTruth.of(
        np.repeat(np.arange(len(targets)), counts),
        _joined([target["classes"] for target in targets], torch.long),
        _joined([target["boxes"] for target in targets], torch.float64, 4),
        _joined([target["ignored"] for target in targets], torch.bool),
    )


def to_predictions(detections: Sequence[Detections]) -> Predictions:
    """Turn the detections of images 0, 1, … into the arrays of the metrics."""
    counts = [len(one) for one in detections]
    return Predictions.of(
        np.repeat(np.arange(len(detections)), counts),
        _joined([one.classes for one in detections], torch.long),
        _joined([one.boxes for one in detections], torch.float64, 4),
        _joined([one.scores for one in detections], torch.float64),
    )


def _joined(tensors: list[Tensor], dtype: torch.dtype, *columns: int) -> np.ndarray:
    empty = torch.empty(0, *columns, dtype=dtype)
    return torch.cat([empty, *(tensor.to(dtype) for tensor in tensors)]).numpy()


def as_arrays(pairs: Pairs) -> tuple[Predictions, GroundTruth]:
    """Turn the pairs of images 0, 1, … into the arrays of the metrics."""
    return to_predictions([pair[0] for pair in pairs]), to_ground_truth([pair[1] for pair in pairs])


def evaluate(pairs: Pairs, classes: int) -> CocoResult:
    """Compute COCO's figures of detections and targets."""
    return coco(*as_arrays(pairs), classes)


def detect_split(
    detector: Detector, splits: Splits, split: Literal["valid", "test"] = "test", tta: Views = 1
) -> Pairs:
    """Return detections and targets of a split's images, in one process.

    Args:
        detector: in evaluation mode.
        splits: of the data.
        split: which one.
        tta: views of each image; from 2 on boxes vote (`tta.py`).

    Raises:
        AnnotationError: the split has no image.
    """
    images = splits.valid if split == "valid" else splits.test
    if not len(images):  # type: ignore[arg-type]
        if split == "valid" and len(splits.train):  # type: ignore[arg-type]
            raise AnnotationError(
                "the validation images were trained on (--train-on-valid): none is left"
            )
        raise AnnotationError(f"the data have no {NAMES[split]} images")
    batches = DataLoader(images, BATCH, collate_fn=collate)
    return detect_all(detector, batches, detect_with(tta), score_threshold=SCORE_THRESHOLD)
