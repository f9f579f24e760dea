"""From pairs of detections and targets to the arrays of the metrics."""

from __future__ import annotations

from final_ssd.metrics.evaluation import to_ground_truth, to_predictions


def test_targets_and_detections_of_no_image_are_empty() -> None:
    assert len(to_ground_truth([])) == 0
    assert len(to_predictions([])) == 0
