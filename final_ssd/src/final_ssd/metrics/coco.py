"""Mean average precision by COCO's rules: equal to pycocotools', over all images and classes at once.

COCO asks for an overlap of 0.5 to 0.95 and ignores crowds, and objects outside a range of areas. Of all
pairs of a detection and an object few overlap by half, and nothing else can match. What is sequential
is only their order within one image and class. So the loop runs over places in line: the first pairs of
all images and classes, then all second ones. It takes about as long as hotcoco and ultrafast-pycocotools
(benchmarks/average_precision.py), which are written in Rust: outside of a lesson take one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped

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
        by_score: how many greater scores there are than that of each prediction.
        group: of each prediction.
        rank: of each prediction in its group, from 0.
        objects: the ground truth.
        ignored: objects that are crowds, or outside a range of areas.
        first, count: for each prediction where its group's objects begin, and how many they are.
    """

    predictions: Predictions
    by_score: Int[np.ndarray, " prediction"]
    group: Int[np.ndarray, " prediction"]
    rank: Int[np.ndarray, " prediction"]
    objects: GroundTruth
    ignored: Bool[np.ndarray, "object area"]
    first: Int[np.ndarray, " prediction"]
    count: Int[np.ndarray, " prediction"]


@dataclass(frozen=True)
class _Outcome:
    """What became of each prediction, by range of areas.

    Attributes:
        matched: at which thresholds it has an object: bit `t` for `THRESHOLDS[t]`.
        right: likewise, and the object counts.
        outside: it has another size; where it has no object, either, it is excused.
    """

    matched: Int[np.ndarray, "prediction area"]
    right: Int[np.ndarray, "prediction area"]
    outside: Bool[np.ndarray, "prediction area"]


def _group(
    predictions: Predictions, ground_truth: GroundTruth, classes: int, allowed: int
) -> _Case:
    best = np.argsort(-predictions.scores)
    by_score = np.empty(len(best), dtype=np.int64)
    # Whole numbers sort faster than scores; equal scores have equal ones.
    by_score[best] = np.arange(len(best)) - _place_in_run(predictions.scores[best])
    group = predictions.images * classes + predictions.classes
    order = np.argsort(group * len(predictions) + by_score, kind="stable")
    rank = _place_in_run(group[order])
    order, rank = order[rank < allowed], rank[rank < allowed]
    object_group = ground_truth.images * classes + ground_truth.classes
    by_group = np.argsort(object_group, kind="stable")
    objects, object_group = ground_truth[by_group], object_group[by_group]
    group = group[order]
    first = np.searchsorted(object_group, group, side="left")
    count = np.searchsorted(object_group, group, side="right") - first
    ignored = objects.ignored[:, None] | _outside(objects.areas)
    return _Case(predictions[order], by_score[order], group, rank, objects, ignored, first, count)


def _place_in_run(values: Shaped[np.ndarray, " n"]) -> Int[np.ndarray, " n"]:
    """Return the place of each value within its run of equal values: 5 5 7 7 7 → 0 1 0 1 2."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    fresh = np.append(True, values[1:] != values[:-1])
    starts = np.flatnonzero(fresh)
    return np.arange(len(values)) - starts[np.cumsum(fresh) - 1]


def _outside(areas: Float[np.ndarray, " n"]) -> Bool[np.ndarray, "n area"]:
    """Tell which areas, in square pixels, lie outside which range."""
    limits = np.array(list(AREAS.values()))
    outside: np.ndarray = (areas[:, None] < limits[:, 0]) | (areas[:, None] > limits[:, 1])
    return outside


def _match(case: _Case) -> _Outcome:
    """Give each prediction the best object that is free, in the order of the scores.

    The pairs of a group wait in line: by the score of the prediction; then those with an object that
    counts before those with an ignored one, the greater overlap, the later object. A pair whose turn it
    is takes what is free, at all thresholds and in all groups at once.
    """
    prediction, place, overlap = _near_pairs(case)
    reached = np.searchsorted(np.minimum(THRESHOLDS, 1 - 1e-10), overlap, side="right")
    wide = ((1 << reached) - 1).astype(np.int16)  # the thresholds up to the overlap, as bits
    by_overlap = np.lexsort((-overlap, prediction))
    # What is ignored depends on the range of areas, and so does the order of a prediction's pairs.
    later = 2 * prediction + case.ignored[place].T
    line = by_overlap[later[:, by_overlap].argsort(axis=1, kind="stable")]
    area = np.arange(len(AREAS))[:, None]
    matched = np.zeros((len(case.predictions), len(AREAS)), dtype=np.int16)
    right, taken = np.zeros_like(matched), np.zeros_like(case.ignored, dtype=np.int16)
    turn = _place_in_run(case.group[prediction])
    by_turn = np.argsort(turn, kind="stable")
    ends = np.searchsorted(turn[by_turn], np.arange(turn.max(initial=-1) + 2))
    for start, end in pairwise(ends.tolist()):
        pair = line[:, by_turn[start:end]]
        one, other = prediction[pair], place[pair]
        hit = wide[pair] & ~matched[one, area] & ~taken[other, area]
        matched[one, area] |= hit
        right[one, area] |= np.where(case.ignored[other, area], 0, hit)
        # A crowd stays free for the next detection.
        taken[other, area] |= np.where(case.objects.ignored[other], 0, hit)
    sides = case.predictions.boxes[:, 2:] - case.predictions.boxes[:, :2]
    return _Outcome(matched, right, _outside(sides.prod(axis=1)))


def _near_pairs(case: _Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return predictions, objects and overlaps of all pairs that might match; later objects come first."""
    prediction = np.repeat(np.arange(len(case.predictions)), case.count)
    place = (case.first + case.count - 1)[prediction] - _place_in_run(prediction)
    overlap = overlaps_of(
        case.predictions.boxes[prediction], case.objects.boxes[place], case.objects.ignored[place]
    )
    near = overlap >= THRESHOLDS[0]
    return prediction[near], place[near], overlap[near]


def _accumulate(
    case: _Case, outcome: _Outcome, classes: int, max_detections: tuple[int, ...]
) -> CocoResult:
    """Compute precision at 101 recalls, and the last recalls, from the matches.

    Recall rises only where a detection is right, and precision is highest there. So it is computed
    there alone: in runs, one for each threshold and class, the best detection first.
    """
    total = np.zeros((classes, len(AREAS)), dtype=np.int64)  # objects to be detected
    np.add.at(total, case.objects.classes, ~case.ignored)
    precision = np.full((len(AREAS), len(THRESHOLDS), classes, len(RECALLS)), -1.0)
    recall = np.full((len(AREAS), len(max_detections), len(THRESHOLDS), classes), -1.0)
    span = case.by_score.max(initial=0) + 1
    order = np.argsort(case.predictions.classes * span + case.by_score, kind="stable")
    rank, of_class = case.rank[order], case.predictions.classes[order]
    starts = np.searchsorted(of_class, np.arange(classes))[of_class]
    bits = np.arange(len(THRESHOLDS))[:, None]
    for area in range(len(AREAS)):
        known = np.flatnonzero(total[:, area])
        met = np.flatnonzero(outcome.matched[order, area])
        threshold, which = (outcome.matched[order[met], area] >> bits & 1).nonzero()
        place = met[which]
        run = threshold * classes + of_class[place]
        bounds = np.searchsorted(run, np.arange(len(THRESHOLDS) * classes + 1))
        right = outcome.right[order[place], area] >> threshold & 1
        # What counts so far: all of the size, but for what is excused, and what is right in another size.
        inside = np.append(0, np.cumsum(~outcome.outside[order, area]))
        counted = inside[place + 1] - inside[starts[place]]
        counted += _sum_in_run(right - ~outcome.outside[order[place], area], bounds[run])
        rights = _sum_in_run(right, bounds[run])
        yes = right > 0
        run, place, purity = run[yes], place[yes], rights[yes] / counted[yes]
        # The best from here on, in all runs at once: each run lies a whole step below the one before.
        envelope = np.append(np.maximum.accumulate((purity - run)[::-1])[::-1] + run, 0.0)
        bounds = np.searchsorted(run, np.arange(len(THRESHOLDS) * classes + 1))
        begin, end = (side.reshape(-1, classes, 1)[:, known] for side in (bounds[:-1], bounds[1:]))
        needed = begin + _needed(total[known, area]) - 1
        precision[area][:, known] = envelope[np.where(needed < end, needed, -1)]
        for number, allowed in enumerate(max_detections):
            hits = np.bincount(run[rank[place] < allowed], minlength=len(THRESHOLDS) * classes)
            recall[area, number][:, known] = (
                hits.reshape(-1, classes)[:, known] / total[known, area]
            )
    return CocoResult(precision.transpose(1, 3, 2, 0), recall.transpose(2, 3, 0, 1), max_detections)


def _needed(total: Int[np.ndarray, " class"]) -> Int[np.ndarray, "class 101"]:
    """Return how many right detections reach each of the 101 recalls; at least the first one."""
    number = np.ceil(RECALLS * total[:, None])
    # As `number / total` rounds, not as the product does.
    number -= (number - 1) / total[:, None] >= RECALLS
    number += number / total[:, None] < RECALLS
    return np.maximum(number, 1).astype(np.int64)


def _sum_in_run(
    values: Int[np.ndarray, " n"], begin: Int[np.ndarray, " n"]
) -> Int[np.ndarray, " n"]:
    """Return the sums so far, each from the place where its run begins."""
    sums = np.append(0, np.cumsum(values))
    return sums[1:] - sums[begin]
