"""The bootstrap over photos: photos drawn twice count twice, and intervals hold the figure."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from random_objects import random_case

from final_ssd.data.samples import make_target
from final_ssd.metrics.bootstrap import _resampled, photo_intervals
from final_ssd.metrics.coco import _accumulate, _group, _match, coco
from final_ssd.metrics.evaluation import Pairs, evaluate
from final_ssd.models.detections import Detections


def photo(score: float, found: bool) -> tuple[Detections, dict[str, torch.Tensor]]:
    """A photo with one object and one detection, which finds it or not."""
    box = torch.tensor([[10.0, 10, 30, 30]])
    classes = torch.zeros(1, dtype=torch.long)
    detected = Detections(box if found else box + 40, torch.tensor([score]), classes)
    return detected, make_target(box, classes, torch.zeros(1, dtype=torch.bool))


def test_intervals_are_those_of_lists_that_are_evaluated_anew() -> None:
    pairs: Pairs = [photo(0.5 + number / 100, number % 3 != 0) for number in range(8)]
    rng = np.random.default_rng(5)
    figures = []
    for _ in range(9):
        drawn = rng.integers(len(pairs), size=len(pairs))
        figures.append(evaluate([pairs[number] for number in drawn], 1).average_precision())
    expected = np.quantile(figures, [0.1, 0.9])
    interval = photo_intervals(pairs, 1, rounds=9, share=0.8, seed=5)["mAP"]
    assert interval == pytest.approx(tuple(expected), abs=1e-12)


def test_a_photo_that_is_drawn_twice_counts_twice() -> None:
    predictions, ground_truth = random_case(4, 9, 3, 6, 4)
    twice = [
        type(rows).of(
            np.concatenate([rows.images, rows.images + 9]),
            *(np.concatenate([getattr(rows, name)] * 2) for name in names),
        )
        for rows, names in (
            (predictions, ("classes", "boxes", "scores")),
            (ground_truth, ("classes", "boxes", "ignored", "areas")),
        )
    ]
    case = _group(predictions, ground_truth, 3, 100)
    drawn = np.array([*range(9), *range(9)])
    actual = _accumulate(*_resampled(case, _match(case), drawn), 3, (1, 10, 100)).summary()
    assert actual == pytest.approx(coco(*twice, 3).summary(), abs=1e-12)


def test_the_interval_holds_the_figure_and_narrows_with_photos() -> None:
    few: Pairs = [photo(0.5 + number / 100, number % 2 == 0) for number in range(8)]
    widths = []
    for pairs in (few, few * 6):
        interval = photo_intervals(pairs, 1, rounds=60)["mAP50"]
        assert interval.low <= evaluate(pairs, 1).average_precision(0.5) <= interval.high
        widths.append(interval.high - interval.low)
    assert widths[1] < 0.7 * widths[0]
    assert photo_intervals(few, 1, rounds=20) == photo_intervals(few, 1, rounds=20)
