"""Kinds of errors, by hand."""

from __future__ import annotations

import pytest

from final_ssd.metrics.error_kinds import classify, error_kinds
from final_ssd.metrics.objects import GroundTruth, Predictions, overlaps_of


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


def test_one_error_of_each_object_is_mended_and_none_of_an_object_that_is_found() -> None:
    """As in TIDE. Three objects of class 0, one of class 1; two of the first have second answers."""
    box = [0, 0, 10, 10]
    ground_truth = GroundTruth.of([0, 1, 2, 3], [0, 0, 0, 1], [box] * 4)
    answers = [(0, 0, 0.9), (1, 0, 0.8), (2, 0, 0.6), (3, 1, 0.5), (0, 1, 0.85), (1, 1, 0.75)]
    predictions = Predictions.of(
        *([one[i] for one in answers] for i in (0, 1)), [box] * 6, [one[2] for one in answers]
    )
    gains = {kind.name: kind.gain for kind in error_kinds(predictions, ground_truth, 2)}
    # Class 1 has an AP50 of 1/3 behind two false ones, and of 1 without them.
    assert gains["class"] == pytest.approx((1 - 1 / 3) / 2, abs=0.01)


def test_the_best_error_of_an_object_that_nothing_else_has_is_mended() -> None:
    box = [0, 0, 10, 10]
    ground_truth = GroundTruth.of([0, 1], [0, 1], [box] * 2)
    predictions = Predictions.of([0, 0, 1], [1, 1, 1], [box] * 3, [0.9, 0.8, 0.7])
    gains = {kind.name: kind.gain for kind in error_kinds(predictions, ground_truth, 2)}
    # Class 0 goes from 0 to 1; class 1, of which two false ones are gone, from 1/3 to 1.
    assert gains["class"] == pytest.approx((1 + 2 / 3) / 2, abs=0.01)


@pytest.mark.parametrize("hard", [[50, 50, 90, 90], [0, 0, 200, 200]])
def test_what_finds_an_ignored_object_is_no_error(hard: list[float]) -> None:
    """A crowd holds each of its many; a difficult object is met as a crowd is."""
    found = [[50, 50, 90, 90], [0, 0, 10, 10], [52, 50, 90, 90]]
    ground_truth = GroundTruth.of(
        [0, 0, 1], [0, 0, 0], [[0, 0, 10, 10], hard, hard], ignored=[False, True, True]
    )
    predictions = Predictions.of([0, 0, 0, 1], [0] * 4, [*found, found[0]], [0.9, 0.8, 0.7, 0.6])
    errors = classify(predictions, ground_truth)
    assert errors.kinds.tolist() == ["ignored", "right", "ignored", "ignored"]
    for kind in error_kinds(predictions, ground_truth, 1):
        assert (kind.count, kind.gain) == (0, 0)
    other = Predictions.of([0, 0], [1, 0], found[:2], [0.9, 0.8])
    assert classify(other, ground_truth).kinds.tolist()[0] != "ignored"  # of another class
    nothing = error_kinds(predictions[predictions.images > 5], ground_truth, 1)
    assert {kind.name: kind.count for kind in nothing}["missed"] == 1


def test_kinds_are_asked_for_in_the_order_of_the_docstring() -> None:
    """Whatever a detection overlaps most."""
    ground_truth = GroundTruth.of([0, 0], [0, 1], [[0, 0, 10, 10], [0, 0, 10, 18]])
    predictions = Predictions.of([0, 0], [0, 0], [[0, 0, 10, 10], [0, 0, 10, 17]], [0.9, 0.8])
    assert overlaps_of(predictions.boxes[1], ground_truth.boxes) == pytest.approx(
        [0.588, 0.944], abs=1e-3
    )
    assert classify(predictions, ground_truth).kinds.tolist() == ["right", "duplicate"]
    ground_truth = GroundTruth.of([0, 0], [0, 1], [[0, 0, 10, 3], [0, 0, 10, 6]])
    predictions = Predictions.of([0], [0], [[0, 0, 10, 10]], [0.9])
    assert overlaps_of(predictions.boxes[0], ground_truth.boxes) == pytest.approx([0.3, 0.6])
    assert classify(predictions, ground_truth).kinds.tolist() == ["class"]


@pytest.mark.parametrize(("better", "gained"), [("class", 0), ("localization", 1)])
def test_of_two_kinds_about_one_object_the_better_one_is_mended(better: str, gained: int) -> None:
    """Nothing has the object of class 0: one answer is beside it, one says class 1."""
    score = {"class": 0.8, "localization": 0.8, better: 0.9}
    ground_truth = GroundTruth.of([0], [0], [[0, 0, 10, 10]])
    predictions = Predictions.of(
        [0, 0], [1, 0], [[0, 0, 10, 10], [6, 0, 16, 10]], [score["class"], score["localization"]]
    )
    assert classify(predictions, ground_truth).kinds.tolist() == ["class", "localization"]
    gains = {kind.name: kind.gain for kind in error_kinds(predictions, ground_truth, 2)}
    assert gains["localization"] == pytest.approx(gained)
    assert gains["class"] == pytest.approx(1 - gained)
