"""The bootstrap over photos: photos drawn twice count twice, and intervals hold the figure."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from random_objects import random_case

from final_ssd.data.samples import make_target
from final_ssd.metrics.bootstrap import photo_intervals, resampled
from final_ssd.metrics.coco import coco
from final_ssd.metrics.evaluation import Pairs, evaluate
from final_ssd.models.detections import Detections


def photo(score: float, found: bool) -> tuple[Detections, dict[str, torch.Tensor]]:
    """A photo with one object and one detection, which finds it or not."""
    box = torch.tensor([[10.0, 10, 30, 30]])
    classes = torch.zeros(1, dtype=torch.long)
    detected = Detections(box if found else box + 40, torch.tensor([score]), classes)
    return detected, make_target(box, classes, torch.zeros(1, dtype=torch.bool))


def test_all_photos_once_are_the_data_themselves() -> None:
    predictions, ground_truth = random_case(3, 9, 3, 6, 4)
    drawn = np.arange(9)
    expected = coco(predictions, ground_truth, 3).summary()
    actual = coco(*resampled(predictions, ground_truth, drawn), 3).summary()
    assert actual == pytest.approx(expected, abs=1e-12)


def test_a_photo_that_is_drawn_twice_counts_twice() -> None:
    predictions, ground_truth = random_case(4, 9, 3, 6, 4)
    found, there = resampled(predictions, ground_truth, np.array([1, 1, 0]))
    for all_rows, drawn in ((predictions, found), (ground_truth, there)):
        of = np.bincount(all_rows.images, minlength=2)
        assert np.bincount(drawn.images, minlength=3).tolist() == [of[1], of[1], of[0]]


def test_the_interval_holds_the_figure_and_narrows_with_photos() -> None:
    few: Pairs = [photo(0.5 + number / 100, number % 2 == 0) for number in range(8)]
    widths = []
    for pairs in (few, few * 6):
        interval = photo_intervals(pairs, 1, rounds=60)["mAP50"]
        assert interval.low <= evaluate(pairs, 1).average_precision(0.5) <= interval.high
        widths.append(interval.high - interval.low)
    assert widths[1] < 0.7 * widths[0]
    assert photo_intervals(few, 1, rounds=20) == photo_intervals(few, 1, rounds=20)
