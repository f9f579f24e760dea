"""Mean average precision by COCO's rules: equal to pycocotools', over all images and classes at once.

COCO asks for an overlap of 0.5 to 0.95 and ignores crowds, and objects outside a range of areas. What
is sequential is only the order of the detections within one image and class, so the loop runs over
ranks: all first detections, then all second ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int

from final_ssd.metrics.objects import GroundTruth, Predictions, overlaps_of

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0.0, 1.0, 101)
AREAS: Mapping[str, tuple[float, float]] = {
    "all": (0.0, 1e10),
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}
"""Ranges of areas in square pixels, both ends included, as COCO has them."""


@dataclass(frozen=True)
class CocoResult:
    """COCO's figures; −1 where there is nothing to measure.

    Attributes:
        precision: the envelope at 101 recalls, by threshold, recall, class, range of areas.
        recall: the last recall, by threshold, class, range of areas, allowed detections.
        max_detections: the allowed detections of an image (1, 10, 100).
    """

    precision: Float[np.ndarray, "10 101 class 4"]
    recall: Float[np.ndarray, "10 class 4 3"]
    max_detections: tuple[int, ...]

    def average_precision(self, threshold: float | None = None, area: str = "all") -> float:
        """Return the mean over classes, and over thresholds unless one is given."""
        chosen = self.precision[_thresholds(threshold), :, :, list(AREAS).index(area)]
        return _mean(chosen)

    def average_recall(self, allowed: int, area: str = "all") -> float:
        """Return the mean over classes and thresholds of the recall with `allowed` detections an image."""
        place = self.max_detections.index(allowed)
        return _mean(self.recall[:, :, list(AREAS).index(area), place])

    def of_class(self, number: int, threshold: float | None = None) -> float:
        """Return the AP of one class."""
        return _mean(self.precision[_thresholds(threshold), :, number, 0])

    def summary(self) -> dict[str, float]:
        """Return the twelve figures that pycocotools prints, in its order."""
        last = self.max_detections[-1]
        return {
            "AP": self.average_precision(),
            "AP50": self.average_precision(0.5),
            "AP75": self.average_precision(0.75),
            "AP small": self.average_precision(area="small"),
            "AP medium": self.average_precision(area="medium"),
            "AP large": self.average_precision(area="large"),
            **{f"AR{n}": self.average_recall(n) for n in self.max_detections},
            "AR small": self.average_recall(last, "small"),
            "AR medium": self.average_recall(last, "medium"),
            "AR large": self.average_recall(last, "large"),
        }


def _thresholds(threshold: float | None) -> slice | list[int]:
    if threshold is None:
        return slice(None)
    return [int(np.abs(THRESHOLDS - threshold).argmin())]


def _mean(values: np.ndarray) -> float:
    known = values[values > -1]
    return float(known.mean()) if len(known) else -1.0


def coco(
    predictions: Predictions,
    ground_truth: GroundTruth,
    classes: int,
    max_detections: tuple[int, ...] = (1, 10, 100),
) -> CocoResult:
    """Evaluate detections by COCO's rules.

    Args:
        predictions: the detections of all images.
        ground_truth: the objects; an ignored one is a crowd, which may be matched any number of times.
        classes: how many there are.
        max_detections: numbers of detections of an image and class that count, ascending.

    Returns:
        what pycocotools' COCOeval accumulates, for the box task.
    """
    case = _group(predictions, ground_truth, classes, max_detections[-1])
    return _accumulate(case, _match(case), classes, max_detections)


@dataclass(frozen=True)
class _Case:
    """Predictions and objects sorted by group (image and class), predictions of a group by score.

    Attributes:
        predictions: the best of each group.
        group: of each prediction.
        rank: of each prediction in its group, from 0.
        objects: the ground truth.
        ignored: objects that are crowds, or outside a range of areas.
        first, count: for each prediction where its group's objects begin, and how many they are.
    """

    predictions: Predictions
    group: Int[np.ndarray, " prediction"]
    rank: Int[np.ndarray, " prediction"]
    objects: GroundTruth
    ignored: Bool[np.ndarray, "object area"]
    first: Int[np.ndarray, " prediction"]
    count: Int[np.ndarray, " prediction"]


@dataclass(frozen=True)
class _Outcome:
    """What became of each prediction, by range of areas and threshold.

    Attributes:
        matched: it has an object.
        excused: it counts neither way: its object is ignored, or it has none and another size.
    """

    matched: Bool[np.ndarray, "prediction area threshold"]
    excused: Bool[np.ndarray, "prediction area threshold"]


def _group(
    predictions: Predictions, ground_truth: GroundTruth, classes: int, allowed: int
) -> _Case:
    group = predictions.images * classes + predictions.classes
    order = np.lexsort((-predictions.scores, group))
    rank = _place_in_run(group[order])
    order, rank = order[rank < allowed], rank[rank < allowed]
    object_group = ground_truth.images * classes + ground_truth.classes
    by_group = np.argsort(object_group, kind="stable")
    objects, object_group = ground_truth[by_group], object_group[by_group]
    group = group[order]
    first = np.searchsorted(object_group, group, side="left")
    count = np.searchsorted(object_group, group, side="right") - first
    ignored = objects.ignored[:, None] | _outside(objects.areas)
    return _Case(predictions[order], group, rank, objects, ignored, first, count)


def _place_in_run(values: Int[np.ndarray, " n"]) -> Int[np.ndarray, " n"]:
    """Return the place of each value within its run of equal values: 5 5 7 7 7 → 0 1 0 1 2."""
    if not len(values):
        return values
    fresh = np.append(True, values[1:] != values[:-1])
    starts = np.flatnonzero(fresh)
    return np.arange(len(values)) - starts[np.cumsum(fresh) - 1]


def _outside(areas: Float[np.ndarray, " n"]) -> Bool[np.ndarray, "n area"]:
    """Tell which areas, in square pixels, lie outside which range."""
    limits = np.array(list(AREAS.values()))
    outside: np.ndarray = (areas[:, None] < limits[:, 0]) | (areas[:, None] > limits[:, 1])
    return outside


def _match(case: _Case) -> _Outcome:
    shape = (len(case.predictions), len(AREAS), len(THRESHOLDS))
    outcome = _Outcome(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))
    # Groups with few objects must not carry the padding of those with many.
    lower = 0
    while lower < case.count.max(initial=0):
        upper = max(1, 2 * lower)
        chosen = np.flatnonzero((case.count > lower) & (case.count <= upper))
        if len(chosen):
            _match_some(case, chosen, outcome)
        lower = upper
    sides = case.predictions.boxes[:, 2:] - case.predictions.boxes[:, :2]
    # A detection of another size that meets nothing is excused, too.
    excused = outcome.excused | ~outcome.matched & _outside(sides.prod(axis=1))[..., None]
    return _Outcome(outcome.matched, excused)


def _match_some(case: _Case, chosen: Int[np.ndarray, " chosen"], outcome: _Outcome) -> None:
    """Match the chosen predictions, whose groups have about as many objects; fill in the outcome."""
    width = int(case.count[chosen].max())
    places = case.first[chosen, None] + np.arange(width)
    real = np.arange(width) < case.count[chosen, None]
    places = np.where(real, places, 0)
    crowd = case.objects.ignored
    overlaps = overlaps_of(
        case.predictions.boxes[chosen, None], case.objects.boxes[places], crowd[places]
    )
    overlaps = np.where(real, overlaps, -1.0)
    # What meets no object by half cannot match, and changes nothing for others.
    hopeful = (overlaps >= THRESHOLDS[0]).any(axis=1)
    chosen, places, overlaps = chosen[hopeful], places[hopeful], overlaps[hopeful]
    if not len(chosen):
        return
    rank = _place_in_run(case.group[chosen])
    _, number = np.unique(case.group[chosen], return_inverse=True)
    free = np.ones((number.max() + 1, len(AREAS), len(THRESHOLDS), width), dtype=bool)
    limits = np.minimum(THRESHOLDS, 1 - 1e-10)
    by_rank = np.argsort(rank, kind="stable")
    ends = np.searchsorted(rank[by_rank], np.arange(rank.max() + 2))
    for start, end in pairwise(ends.tolist()):
        turn = by_rank[start:end]
        here, overlap, own = number[turn], overlaps[turn], places[turn]
        ignored = np.moveaxis(case.ignored[own], 2, 1)
        # Objects that count come before ignored ones, then the greater overlap, then the later one.
        tied = np.broadcast_to(np.arange(width), ignored.shape)
        spread = np.broadcast_to(overlap[:, None], ignored.shape)
        preference = np.empty(ignored.shape, dtype=np.int64)
        ascending = np.lexsort((tied, spread, ~ignored), axis=-1)
        np.put_along_axis(preference, ascending, tied, axis=-1)
        allowed = free[here] & (overlap[:, None, :] >= limits[:, None])[:, None]
        worth = np.where(allowed, preference[:, :, None], -1)
        best = worth.argmax(axis=-1)
        hit = np.take_along_axis(worth, best[..., None], axis=-1)[..., 0] >= 0
        row, area, threshold = hit.nonzero()
        winner = best[hit]
        target = own[row, winner]
        outcome.matched[chosen[turn[row]], area, threshold] = True
        outcome.excused[chosen[turn[row]], area, threshold] = case.ignored[target, area]
        # A crowd stays free for the next detection.
        free[here[row], area, threshold, winner] = crowd[target]


def _accumulate(
    case: _Case, outcome: _Outcome, classes: int, max_detections: tuple[int, ...]
) -> CocoResult:
    """Compute precision at 101 recalls, and the last recalls, from the matches."""
    total = np.zeros((classes, len(AREAS)), dtype=np.int64)  # objects to be detected
    np.add.at(total, case.objects.classes, ~case.ignored)
    precision = -np.ones((len(THRESHOLDS), len(RECALLS), classes, len(AREAS)))
    recall = -np.ones((len(THRESHOLDS), classes, len(AREAS), len(max_detections)))
    order = np.lexsort((-case.predictions.scores, case.predictions.classes))
    starts = np.searchsorted(case.predictions.classes[order], np.arange(classes + 1))
    right = outcome.matched & ~outcome.excused
    wrong = ~outcome.matched & ~outcome.excused
    for number in range(classes):
        own = order[starts[number] : starts[number + 1]]
        for place, allowed in enumerate(max_detections):
            hits = right[own[case.rank[own] < allowed]].sum(axis=0)
            share = hits / np.maximum(total[number], 1)[:, None]
            recall[:, number, :, place] = np.where(total[number] > 0, share.T, -1)
        rights = right[own].cumsum(axis=0, dtype=np.float64)
        wrongs = wrong[own].cumsum(axis=0, dtype=np.float64)
        purity = rights / (rights + wrongs + np.spacing(1))
        envelope = np.zeros((len(own) + 1, *purity.shape[1:]))
        envelope[:-1] = np.maximum.accumulate(purity[::-1], axis=0)[::-1]
        for area in np.flatnonzero(total[number] > 0):
            reached = rights[:, area] / total[number, area]
            for threshold in range(len(THRESHOLDS)):
                index = np.searchsorted(reached[:, threshold], RECALLS, side="left")
                precision[threshold, :, number, area] = envelope[index, area, threshold]
    return CocoResult(precision, recall, max_detections)
