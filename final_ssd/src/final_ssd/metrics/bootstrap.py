"""How sure a mean average precision is: the bootstrap over photos (Efron 1979).

A test list is a sample of all photos that might have been taken. Lists of as many photos, drawn from it
with replacement, show how much the figure of another list might differ: the middle 95 % of theirs are
an interval. The spread over seeds says something else: how much another training would.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from final_ssd.metrics.coco import _accumulate, _Case, _group, _match, _Outcome
from final_ssd.metrics.evaluation import Pairs, as_arrays

ALLOWED = (1, 10, 100)  # detections of an image, as in `coco`


class Interval(NamedTuple):
    """Where the middle share of the resampled figures lies."""

    low: float
    high: float


def photo_intervals(
    pairs: Pairs, classes: int, *, rounds: int = 500, share: float = 0.95, seed: int = 0
) -> dict[str, Interval]:
    """Return the intervals of mAP and of mAP at an IoU of 0.5 over resampled photos.

    Args:
        pairs: detections and targets of each photo.
        classes: how many there are.
        rounds: resampled lists.
        share: of their figures that lie within.
        seed: of the lists.
    """
    predictions, ground_truth = as_arrays(pairs)
    case = _group(predictions, ground_truth, classes, ALLOWED[-1])
    outcome = _match(case)
    rng = np.random.default_rng(seed)
    figures = []
    for _ in range(rounds):
        drawn = rng.integers(len(pairs), size=len(pairs))
        result = _accumulate(*_resampled(case, outcome, drawn), classes, ALLOWED)
        figures.append((result.average_precision(), result.average_precision(0.5)))
    ends = np.quantile(figures, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return {
        name: Interval(*map(float, ends[:, number])) for number, name in enumerate(("mAP", "mAP50"))
    }


def _resampled(case: _Case, outcome: _Outcome, drawn: np.ndarray) -> tuple[_Case, _Outcome]:
    """Return what became of the predictions of the drawn photos; one that is drawn twice counts twice.

    What a prediction is matched with depends on its own photo alone, so it need not be found out again.

    Args:
        case: of all photos.
        outcome: likewise.
        drawn: numbers of photos.
    """
    rows = _rows(case.predictions.images, drawn)
    there = _rows(case.objects.images, drawn)
    chosen = dataclasses.replace(
        case, predictions=case.predictions[rows], by_score=case.by_score[rows],
        rank=case.rank[rows], objects=case.objects[there], ignored=case.ignored[there],
    )  # fmt: skip
    return chosen, _Outcome(outcome.matched[rows], outcome.right[rows], outcome.outside[rows])


def _rows(images: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return the rows of the drawn images, one image after the other."""
    return np.concatenate([np.empty(0, int), *(np.flatnonzero(images == one) for one in drawn)])
