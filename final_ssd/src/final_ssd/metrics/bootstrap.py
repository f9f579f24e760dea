"""How sure a mean average precision is: the bootstrap over photos (Efron 1979).

A test list is a sample of all photos that might have been taken. Lists of as many photos, drawn from it
with replacement, show how much the figure of another list might differ: the middle 95 % of theirs are
an interval. The spread over seeds says something else: how much another training would.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from final_ssd.metrics.coco import coco
from final_ssd.metrics.evaluation import Pairs, as_arrays
from final_ssd.metrics.objects import GroundTruth, Predictions


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
    rng = np.random.default_rng(seed)
    figures = []
    for _ in range(rounds):
        drawn = rng.integers(len(pairs), size=len(pairs))
        result = coco(*resampled(predictions, ground_truth, drawn), classes)
        figures.append((result.average_precision(), result.average_precision(0.5)))
    ends = np.quantile(figures, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return {
        name: Interval(*map(float, ends[:, number])) for number, name in enumerate(("mAP", "mAP50"))
    }


def resampled(
    predictions: Predictions, ground_truth: GroundTruth, drawn: np.ndarray
) -> tuple[Predictions, GroundTruth]:
    """Return the rows of the drawn photos, numbered anew; a photo that is drawn twice counts as two.

    Args:
        predictions: of all photos.
        ground_truth: likewise.
        drawn: numbers of photos.
    """
    rows, numbers = _rows(predictions.images, drawn)
    chosen = predictions[rows]
    found = Predictions(numbers, chosen.classes, chosen.boxes, chosen.scores)
    rows, numbers = _rows(ground_truth.images, drawn)
    there = ground_truth[rows]
    return found, GroundTruth(numbers, there.classes, there.boxes, there.ignored, there.areas)


def _rows(images: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the drawn images, and the place in `drawn` that each row belongs to."""
    rows = [np.flatnonzero(images == number) for number in drawn]
    counts = [len(one) for one in rows]
    return np.concatenate([np.empty(0, int), *rows]), np.repeat(np.arange(len(drawn)), counts)
