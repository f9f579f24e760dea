"""Kinds of errors, by hand."""

from __future__ import annotations

from final_ssd.metrics.error_kinds import classify, error_kinds
from final_ssd.metrics.objects import GroundTruth, Predictions


def test_errors_are_told_apart() -> None:
    ground_truth = GroundTruth.of([0, 0, 0, 0], [0, 1, 0, 1], [
        [0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10], [60, 0, 70, 10],
    ])  # fmt: skip
    predictions = Predictions.of(
        [0] * 6,
        [0, 0, 0, 0, 0, 1],
        [
            [0, 0, 10, 10],  # right
            [0, 0, 10, 9],  # the same again
            [20, 0, 30, 10],  # another class
            [46, 0, 56, 10],  # beside it
            [0, 80, 10, 90],  # on nothing
            [0, 3, 10, 13],  # roughly on one of another class … by half, so in place
        ],
        [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
    )
    errors = classify(predictions, ground_truth)
    assert errors.kinds.tolist() == [
        "right",
        "duplicate",
        "class",
        "localization",
        "background",
        "class",
    ]
    assert errors.missed.tolist() == [False, False, False, True]
    result = {kind.name: kind for kind in error_kinds(predictions, ground_truth, 2)}
    assert result["missed"].count == 1
    assert all(kind.gain >= 0 for kind in result.values())
    assert result["class"].gain > 0
