"""VOC's mAP against its rules written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from random_objects import random_case

from final_ssd.metrics.objects import GroundTruth, Predictions
from final_ssd.metrics.voc import voc_average_precisions


def voc_by_its_rules(
    predictions: Predictions, ground_truth: GroundTruth, number: int, overlap: float
) -> tuple[Any, Any]:
    """The development kit's VOCevaldet, line by line, with continuous coordinates."""
    right, wrong, taken = [], [], set()
    mine = [n for n in range(len(predictions.scores)) if predictions.classes[n] == number]
    for n in sorted(mine, key=lambda n: -predictions.scores[n]):
        largest, best = -1.0, None
        for t in range(len(ground_truth.images)):
            if ground_truth.images[t] != predictions.images[n] or ground_truth.classes[t] != number:
                continue
            a, b = predictions.boxes[n], ground_truth.boxes[t]
            w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            if w > 0 and h > 0:
                union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
                if w * h / union > largest:
                    largest, best = w * h / union, t
        if largest >= overlap and best is not None:
            difficult = ground_truth.ignored[best]
            right.append(int(not difficult and best not in taken))
            wrong.append(int(not difficult and best in taken))
            taken.add(best)
        else:
            right.append(0)
            wrong.append(1)
    total = sum(
        1
        for t in range(len(ground_truth.images))
        if ground_truth.classes[t] == number and not ground_truth.ignored[t]
    )
    tp, fp = np.cumsum(right), np.cumsum(wrong)
    with np.errstate(invalid="ignore"):
        return tp / total, np.nan_to_num(tp / (tp + fp))


def test_voc_follows_the_development_kit() -> None:
    for seed in range(8):
        predictions, ground_truth = random_case(seed, 5, 2, 20, 6, crowds=0.2)
        for eleven in (False, True):
            ours = voc_average_precisions(predictions, ground_truth, 2, eleven_points=eleven)
            for number in range(2):
                recall, precision = voc_by_its_rules(predictions, ground_truth, number, 0.5)
                if eleven:
                    expected = np.mean(
                        [max(precision[recall >= t], default=0) for t in np.linspace(0, 1, 11)]
                    )
                else:
                    r, p = np.append(0, recall), np.append(0, precision)
                    p = np.maximum.accumulate(p[::-1])[::-1]
                    expected = np.sum(np.diff(r) * p[1:])
                assert ours[number] == pytest.approx(expected, abs=1e-9)


def test_a_class_without_an_object_has_no_voc_ap() -> None:
    predictions, ground_truth = (
        Predictions.of([0], [1], [[0, 0, 1, 1]], [0.5]),
        GroundTruth.of([0], [0], [[0, 0, 1, 1]]),
    )
    ap = voc_average_precisions(predictions, ground_truth, 2)
    assert ap[0] == 0
    assert np.isnan(ap[1])
