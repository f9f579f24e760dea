"""From pairs of detections and targets to the arrays of the metrics."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_detector import TINY

from final_ssd.data.annotations import AnnotationError
from final_ssd.data.splits import Splits
from final_ssd.metrics.evaluation import detect_split, to_ground_truth, to_predictions
from final_ssd.models.detector import Detector


def test_targets_and_detections_of_no_image_are_empty() -> None:
    assert len(to_ground_truth([])) == 0
    assert len(to_predictions([])) == 0


def test_a_split_that_was_trained_on_is_refused() -> None:
    detector = Detector(TINY)
    splits = Splits(["an image"], [], [], TINY.classes, TINY.ids)  # type: ignore[arg-type, list-item]
    with pytest.raises(AnnotationError, match=r"were trained on \(--train-on-valid\)"):
        detect_split(detector, splits, "valid")
    with pytest.raises(AnnotationError, match="the data have no validation images"):
        detect_split(detector, replace(splits, train=[]), "valid")  # type: ignore[arg-type]
