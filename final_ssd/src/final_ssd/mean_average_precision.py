"""Mean average precision, from nothing: Pascal VOC's two and COCO's.

All of them ask the same: sort all detections of a class by score; going down the list, each is right
if it overlaps a truth that is still free; precision and recall after each give a curve; AP is the area
under it, once precision has been made non-increasing. They differ in how the area is taken (at 11
recalls, everywhere, at 101 recalls), in the overlap asked for (0.5, or 0.5 to 0.95) and in what is
ignored (difficult objects; crowds, and objects outside a range of areas).

COCO's rules are applied to all images and classes at once. What is sequential is only the order of
the detections within one image and class, so the loop runs over ranks: all first detections, then
all second ones. The result equals pycocotools'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int

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
class Truths:
    """The objects of all images.

    Attributes:
        images: number of the image of each object, from 0.
        classes: number of its class, from 0.
        boxes: `x1 y1 x2 y2`, float64.
        ignored: crowds (COCO) or difficult objects (VOC): finding them is neither right nor wrong.
        areas: in square pixels; COCO takes the area of the segment, if there is one, not of the box.
    """

    images: Int[np.ndarray, " truth"]
    classes: Int[np.ndarray, " truth"]
    boxes: Float[np.ndarray, "truth 4"]
    ignored: Bool[np.ndarray, " truth"]
    areas: Float[np.ndarray, " truth"]

    @classmethod
    def of(
        cls,
        images: Sequence[int] | np.ndarray,
        classes: Sequence[int] | np.ndarray,
        boxes: Sequence[Sequence[float]] | np.ndarray,
        ignored: Sequence[bool] | np.ndarray | None = None,
        areas: Sequence[float] | np.ndarray | None = None,
    ) -> Truths:
        """From lists; nothing is ignored and areas are those of the boxes where none are given."""
        placed = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
        none = np.zeros(len(placed), dtype=bool)
        sides = placed[:, 2:] - placed[:, :2]
        return cls(
            np.asarray(images, dtype=np.int64),
            np.asarray(classes, dtype=np.int64),
            placed,
            none if ignored is None else np.asarray(ignored, dtype=bool),
            sides.prod(axis=1) if areas is None else np.asarray(areas, dtype=np.float64),
        )


@dataclass(frozen=True)
class Found:
    """The detections of all images: as Truths, with scores."""

    images: Int[np.ndarray, " found"]
    classes: Int[np.ndarray, " found"]
    boxes: Float[np.ndarray, "found 4"]
    scores: Float[np.ndarray, " found"]

    @classmethod
    def of(
        cls,
        images: Sequence[int] | np.ndarray,
        classes: Sequence[int] | np.ndarray,
        boxes: Sequence[Sequence[float]] | np.ndarray,
        scores: Sequence[float] | np.ndarray,
    ) -> Found:
        """From lists."""
        return cls(
            np.asarray(images, dtype=np.int64),
            np.asarray(classes, dtype=np.int64),
            np.asarray(boxes, dtype=np.float64).reshape(-1, 4),
            np.asarray(scores, dtype=np.float64),
        )


# -- the area under a curve ----------------------------------------------------------------


def precision_envelope(precision: Float[np.ndarray, "*curve n"]) -> Float[np.ndarray, "*curve n"]:
    """At each place the best precision from there on: a curve that never rises with recall."""
    return np.maximum.accumulate(precision[..., ::-1], axis=-1)[..., ::-1]


def average_precision_everywhere(
    recall: Float[np.ndarray, " n"], precision: Float[np.ndarray, " n"]
) -> float:
    """The exact area under the envelope (VOC 2010 and later).

    Args:
        recall: after each detection, best score first; never falls.
        precision: after each detection.
    """
    envelope = precision_envelope(precision)
    steps = np.diff(recall, prepend=0.0)
    return float((steps * envelope).sum())


def average_precision_at(
    recall: Float[np.ndarray, " n"],
    precision: Float[np.ndarray, " n"],
    places: Float[np.ndarray, " place"],
) -> float:
    """The mean of the envelope at given recalls; 0 where a recall is never reached.

    VOC 2007 takes 11 places, 0, 0.1, …, 1; COCO takes 101.
    """
    envelope = np.append(precision_envelope(precision), 0.0)
    return float(envelope[np.searchsorted(recall, places, side="left")].mean())


# -- Pascal VOC ----------------------------------------------------------------------------


def voc_average_precisions(
    found: Found,
    truths: Truths,
    classes: int,
    *,
    overlap: float = 0.5,
    eleven_points: bool = False,
) -> Float[np.ndarray, " class"]:
    """AP of each class by the rules of Pascal VOC (Everingham et al. 2010, section 4.2).

    A detection belongs to the truth of its class and image that it overlaps most, and is right if that
    is at least `overlap` and no better detection had it; a second one is wrong. One on a difficult
    truth counts neither way.

    Returns:
        NaN for a class without a truth.
    """
    result = np.full(classes, np.nan)
    for number in range(classes):
        curve = _voc_curve(found, truths, number, overlap)
        if curve is None:
            continue
        recall, precision = curve
        if eleven_points:
            result[number] = average_precision_at(recall, precision, np.linspace(0, 1, 11))
        else:
            result[number] = average_precision_everywhere(recall, precision)
    return result


def _voc_curve(
    found: Found, truths: Truths, number: int, overlap: float
) -> tuple[np.ndarray, np.ndarray] | None:
    own = np.flatnonzero(truths.classes == number)
    wanted = int((~truths.ignored[own]).sum())
    if wanted == 0:
        return None
    mine = np.flatnonzero(found.classes == number)
    mine = mine[np.argsort(-found.scores[mine], kind="stable")]
    by_image: dict[int, np.ndarray] = {
        image: own[truths.images[own] == image] for image in np.unique(truths.images[own]).tolist()
    }
    taken: set[int] = set()
    right, wrong = np.zeros(len(mine)), np.zeros(len(mine))
    for place, one in enumerate(mine):
        here = by_image.get(int(found.images[one]))
        if here is None:
            wrong[place] = 1
            continue
        overlaps = overlaps_of(found.boxes[one], truths.boxes[here])
        best = int(here[overlaps.argmax()])
        if overlaps.max() < overlap:
            wrong[place] = 1
        elif truths.ignored[best]:
            continue
        elif best in taken:
            wrong[place] = 1
        else:
            taken.add(best)
            right[place] = 1
    rights, wrongs = right.cumsum(), wrong.cumsum()
    return rights / wanted, rights / np.maximum(rights + wrongs, 1)


def overlaps_of(
    first: Float[np.ndarray, "*batch 4"],
    second: Float[np.ndarray, "*batch 4"],
    crowd: Bool[np.ndarray, "*batch"] | None = None,
) -> Float[np.ndarray, "*batch"]:
    """IoU; with a crowd over the area of `first` alone, which may be one of its many."""
    opposite = np.minimum(first[..., 2:], second[..., 2:])
    sides = np.maximum(opposite - np.maximum(first[..., :2], second[..., :2]), 0)
    shared = sides[..., 0] * sides[..., 1]
    area = (first[..., 2] - first[..., 0]) * (first[..., 3] - first[..., 1])
    other = (second[..., 2] - second[..., 0]) * (second[..., 3] - second[..., 1])
    union = area + other - shared
    if crowd is not None:
        union = np.where(crowd, area, union)
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


# -- COCO ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CocoResult:
    """COCO's figures; −1 where there is nothing to measure.

    Attributes:
        precision: the envelope at 101 recalls, by threshold, recall, class, range of areas.
        recall: the last recall, by threshold, class, range of areas, allowed detections.
        most: the allowed detections of an image (1, 10, 100).
    """

    precision: Float[np.ndarray, "10 101 class 4"]
    recall: Float[np.ndarray, "10 class 4 3"]
    most: tuple[int, ...]

    def average_precision(self, threshold: float | None = None, area: str = "all") -> float:
        """Mean over classes, and over thresholds unless one is given."""
        chosen = self.precision[_thresholds(threshold), :, :, list(AREAS).index(area)]
        return _mean(chosen)

    def average_recall(self, most: int, area: str = "all") -> float:
        """Mean over classes and thresholds of the recall with `most` detections an image."""
        return _mean(self.recall[:, :, list(AREAS).index(area), self.most.index(most)])

    def of_class(self, number: int, threshold: float | None = None) -> float:
        """AP of one class."""
        return _mean(self.precision[_thresholds(threshold), :, number, 0])

    def summary(self) -> dict[str, float]:
        """The twelve figures that pycocotools prints, in its order."""
        last = self.most[-1]
        return {
            "AP": self.average_precision(),
            "AP50": self.average_precision(0.5),
            "AP75": self.average_precision(0.75),
            "AP small": self.average_precision(area="small"),
            "AP medium": self.average_precision(area="medium"),
            "AP large": self.average_precision(area="large"),
            **{f"AR{most}": self.average_recall(most) for most in self.most},
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
    found: Found, truths: Truths, classes: int, most: tuple[int, ...] = (1, 10, 100)
) -> CocoResult:
    """Evaluate detections by COCO's rules.

    Args:
        found: the detections of all images.
        truths: the objects; an ignored one is a crowd, which may be matched any number of times.
        classes: how many there are.
        most: numbers of detections of an image and class that count, ascending.

    Returns:
        what pycocotools' COCOeval accumulates, for the box task.
    """
    # Detections by image and class, best first; the best `most` of each count.
    group = found.images * classes + found.classes
    order = np.lexsort((-found.scores, group))
    rank = _place_in_run(group[order])
    order, rank = order[rank < most[-1]], rank[rank < most[-1]]
    group, boxes, scores = group[order], found.boxes[order], found.scores[order]
    own = np.argsort(truths.images * classes + truths.classes, kind="stable")
    truth_group = (truths.images * classes + truths.classes)[own]

    limits = np.array(list(AREAS.values()))
    area = truths.areas[own, None]
    ignored = truths.ignored[own, None] | (area < limits[:, 0]) | (area > limits[:, 1])
    matched, excused = _match_all(
        group, boxes, truth_group, truths.boxes[own], truths.ignored[own], ignored
    )
    sides = boxes[:, 2:] - boxes[:, :2]
    size = sides.prod(axis=1)[:, None]
    outside = (size < limits[:, 0]) | (size > limits[:, 1])
    # A detection of another size that meets nothing is excused, too.
    excused |= ~matched & outside[..., None]

    wanted = np.zeros((classes, len(AREAS)), dtype=np.int64)
    np.add.at(wanted, truths.classes[own], ~ignored)
    return _accumulate(group % classes, scores, rank, matched, excused, wanted, most)


def _place_in_run(values: Int[np.ndarray, " n"]) -> Int[np.ndarray, " n"]:
    """The place of each value within its run of equal values: 5 5 7 7 7 → 0 1 0 1 2."""
    if not len(values):
        return values
    fresh = np.append(True, values[1:] != values[:-1])
    starts = np.flatnonzero(fresh)
    return np.arange(len(values)) - starts[np.cumsum(fresh) - 1]


def _match_all(
    group: Int[np.ndarray, " found"],
    boxes: Float[np.ndarray, "found 4"],
    truth_group: Int[np.ndarray, " truth"],
    truth_boxes: Float[np.ndarray, "truth 4"],
    crowd: Bool[np.ndarray, " truth"],
    ignored: Bool[np.ndarray, "truth area"],
) -> tuple[Bool[np.ndarray, "found area threshold"], Bool[np.ndarray, "found area threshold"]]:
    """Which detections match a truth, and which of those match an ignored one.

    Both lists are sorted by group, detections within a group by score.
    """
    shape = (len(group), ignored.shape[1], len(THRESHOLDS))
    matched, excused = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    first = np.searchsorted(truth_group, group, side="left")
    count = np.searchsorted(truth_group, group, side="right") - first
    # Groups with few truths must not carry the padding of those with many.
    lower = 0
    while lower < count.max(initial=0):
        upper = max(1, 2 * lower)
        chosen = np.flatnonzero((count > lower) & (count <= upper))
        if len(chosen):
            _match_some(
                chosen, group, boxes, first, count, truth_boxes, crowd, ignored, matched, excused
            )
        lower = upper
    return matched, excused


def _match_some(
    chosen: Int[np.ndarray, " chosen"],
    group: Int[np.ndarray, " found"],
    boxes: Float[np.ndarray, "found 4"],
    first: Int[np.ndarray, " found"],
    count: Int[np.ndarray, " found"],
    truth_boxes: Float[np.ndarray, "truth 4"],
    crowd: Bool[np.ndarray, " truth"],
    ignored: Bool[np.ndarray, "truth area"],
    matched: Bool[np.ndarray, "found area threshold"],
    excused: Bool[np.ndarray, "found area threshold"],
) -> None:
    """Match the chosen detections, whose groups have about as many truths, and fill the results."""
    width = int(count[chosen].max())
    places = first[chosen, None] + np.arange(width)
    real = np.arange(width) < count[chosen, None]
    places = np.where(real, places, 0)
    overlaps = overlaps_of(boxes[chosen, None], truth_boxes[places], crowd[places])
    overlaps = np.where(real, overlaps, -1.0)
    # What meets no truth by half cannot match, and changes nothing for others.
    hopeful = (overlaps >= THRESHOLDS[0]).any(axis=1)
    chosen, places, overlaps = chosen[hopeful], places[hopeful], overlaps[hopeful]
    if not len(chosen):
        return
    rank = _place_in_run(group[chosen])
    _, number = np.unique(group[chosen], return_inverse=True)
    areas = ignored.shape[1]
    free = np.ones((number.max() + 1, areas, len(THRESHOLDS), width), dtype=bool)
    limits = np.minimum(THRESHOLDS, 1 - 1e-10)
    by_rank = np.argsort(rank, kind="stable")
    ends = np.searchsorted(rank[by_rank], np.arange(rank.max() + 2))
    for start, end in pairwise(ends.tolist()):
        turn = by_rank[start:end]
        here, overlap, truth = number[turn], overlaps[turn], places[turn]
        out_of_play = np.moveaxis(ignored[truth], 2, 1)
        # Truths that count come before ignored ones, then the greater overlap, then the later truth.
        tied = np.broadcast_to(np.arange(width), out_of_play.shape)
        spread = np.broadcast_to(overlap[:, None], out_of_play.shape)
        preference = np.empty(out_of_play.shape, dtype=np.int64)
        ascending = np.lexsort((tied, spread, ~out_of_play), axis=-1)
        np.put_along_axis(preference, ascending, tied, axis=-1)
        allowed = free[here] & (overlap[:, None, :] >= limits[:, None])[:, None]
        worth = np.where(allowed, preference[:, :, None], -1)
        best = worth.argmax(axis=-1)
        hit = np.take_along_axis(worth, best[..., None], axis=-1)[..., 0] >= 0
        row, range_, threshold = hit.nonzero()
        winner = best[hit]
        target = truth[row, winner]
        matched[chosen[turn[row]], range_, threshold] = True
        excused[chosen[turn[row]], range_, threshold] = ignored[target, range_]
        # A crowd stays free for the next detection.
        free[here[row], range_, threshold, winner] = crowd[target]


def _accumulate(
    classes: Int[np.ndarray, " found"],
    scores: Float[np.ndarray, " found"],
    rank: Int[np.ndarray, " found"],
    matched: Bool[np.ndarray, "found area threshold"],
    excused: Bool[np.ndarray, "found area threshold"],
    wanted: Int[np.ndarray, "class area"],
    most: tuple[int, ...],
) -> CocoResult:
    """From matches to precision at 101 recalls and to the last recalls."""
    count, areas = wanted.shape
    precision = -np.ones((len(THRESHOLDS), len(RECALLS), count, areas))
    recall = -np.ones((len(THRESHOLDS), count, areas, len(most)))
    order = np.lexsort((-scores, classes))
    starts = np.searchsorted(classes[order], np.arange(count + 1))
    right, wrong = matched & ~excused, ~matched & ~excused
    for number in range(count):
        own = order[starts[number] : starts[number + 1]]
        for place, allowed in enumerate(most):
            hits = right[own[rank[own] < allowed]].sum(axis=0)
            share = hits / np.maximum(wanted[number], 1)[:, None]
            recall[:, number, :, place] = np.where(wanted[number] > 0, share.T, -1)
        rights = right[own].cumsum(axis=0, dtype=np.float64)
        wrongs = wrong[own].cumsum(axis=0, dtype=np.float64)
        purity = rights / (rights + wrongs + np.spacing(1))
        envelope = np.zeros((len(own) + 1, *purity.shape[1:]))
        envelope[:-1] = np.maximum.accumulate(purity[::-1], axis=0)[::-1]
        for area in np.flatnonzero(wanted[number] > 0):
            reached = rights[:, area] / wanted[number, area]
            for threshold in range(len(THRESHOLDS)):
                index = np.searchsorted(reached[:, threshold], RECALLS, side="left")
                precision[threshold, :, number, area] = envelope[index, area, threshold]
    return CocoResult(precision, recall, most)
