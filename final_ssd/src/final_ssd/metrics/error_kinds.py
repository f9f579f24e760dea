"""Why detections are wrong, as in TIDE (Bolya et al. 2020, sections 2.2 and 2.3).

A detection that matches nothing at IoU 0.5 is the first of these that fits:

- duplicate: in place (≥ 0.5) on an object of its class, which a better one has,
- class: in place on an object of another class,
- localization: roughly in place (0.1 to 0.5) on an object of its class,
- both: roughly in place on an object of another class,
- background: on nothing (< 0.1).

TIDE's code asks in another order: localization, class, duplicate. A detection on a crowd or a difficult
object of its class is none of them: as for COCO's AP, it is neither right nor wrong. And an object that
no detection has, nor a class or localization error points at, is missed. What a kind costs is the AP50
gained by mending it alone. Of the class and localization errors about one object, the one with the
highest score could be mended, where no right detection has the object: it is, when its kind is; the
others of that kind are left out.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from final_ssd.metrics.coco import coco
from final_ssd.metrics.objects import GroundTruth, Predictions, overlaps_of

FOREGROUND, BACKGROUND = 0.5, 0.1
KINDS = ("class", "localization", "both", "duplicate", "background", "missed")


@dataclass(frozen=True)
class ErrorKind:
    """How often a kind of error occurs and what AP50 mending it would add."""

    name: str
    count: int
    gain: float


@dataclass(frozen=True)
class Errors:
    """Every detection and object of a data set, told apart.

    Attributes:
        kinds: of each prediction, "right" where it is, "ignored" where it counts neither way.
        nearest: the object that it is about, −1 for none.
        missed: objects that nothing points at.
    """

    kinds: np.ndarray
    nearest: Int[np.ndarray, " prediction"]
    missed: Bool[np.ndarray, " object"]


def error_kinds(
    predictions: Predictions, ground_truth: GroundTruth, classes: int, score_threshold: float = 0.05
) -> list[ErrorKind]:
    """Count each kind of error and compute its cost.

    Args:
        predictions: detections; those below `score_threshold` are left out.
        ground_truth: objects; what finds an ignored one is no error.
        classes: how many there are.
        score_threshold: of detections that count as errors.
    """
    predictions = predictions[predictions.scores >= score_threshold]
    errors = classify(predictions, ground_truth)
    before = coco(predictions, ground_truth, classes).average_precision(0.5)
    result = []
    for name in KINDS:
        count = int(np.count_nonzero(errors.missed if name == "missed" else errors.kinds == name))
        mended = _mend(name, errors, predictions, ground_truth)
        after = coco(*mended, classes).average_precision(0.5)
        result.append(ErrorKind(name, count, max(0.0, after - before)))
    return result


def classify(predictions: Predictions, ground_truth: GroundTruth) -> Errors:
    """Tell the kind of each prediction, what it is about, and the missed objects."""
    kinds = np.full(len(predictions), "background", dtype=object)
    nearest = np.full(len(predictions), -1)
    taken = np.zeros(len(ground_truth), dtype=bool)
    excused = np.zeros(len(ground_truth), dtype=bool)
    for image in np.unique(predictions.images):
        mine = np.flatnonzero(predictions.images == image)
        there = ground_truth.images == image
        own = np.flatnonzero(there & ~ground_truth.ignored)
        crowds = ground_truth[there & ground_truth.ignored]
        covered = overlaps_of(
            predictions.boxes[mine, None], crowds.boxes, np.ones(len(crowds), dtype=bool)
        )
        alike = predictions.classes[mine, None] == crowds.classes
        kinds[mine[(alike & (covered >= FOREGROUND)).any(axis=1)]] = "ignored"
        if not len(own):
            continue
        mine = mine[np.argsort(-predictions.scores[mine], kind="stable")]
        overlaps = overlaps_of(predictions.boxes[mine, None], ground_truth.boxes[own])
        same = predictions.classes[mine, None] == ground_truth.classes[own]
        free = np.ones(len(own), dtype=bool)
        for row, one in enumerate(mine):  # right ones first, in the order of their scores
            fits = np.where(same[row] & free, overlaps[row], -1)
            best = int(fits.argmax())
            if fits[best] >= FOREGROUND:
                kinds[one], nearest[one] = "right", own[best]
                free[best] = False
        taken[own] = ~free
        for row, one in enumerate(mine):
            if kinds[one] in ("right", "ignored"):
                continue
            alike = np.where(same[row], overlaps[row], -1)
            other = np.where(same[row], -1, overlaps[row])
            if alike.max() >= FOREGROUND:
                kinds[one], best = "duplicate", int(alike.argmax())
            elif other.max() >= FOREGROUND:
                kinds[one], best = "class", int(other.argmax())
            elif alike.max() >= BACKGROUND:
                kinds[one], best = "localization", int(alike.argmax())
            elif other.max() >= BACKGROUND:
                kinds[one], best = "both", int(other.argmax())
            else:
                continue
            nearest[one] = own[best]
            if kinds[one] in ("class", "localization"):
                excused[own[best]] = True
    return Errors(kinds, nearest, ~taken & ~excused & ~ground_truth.ignored)


def _mend(
    name: str, errors: Errors, predictions: Predictions, ground_truth: GroundTruth
) -> tuple[Predictions, GroundTruth]:
    """Return predictions and ground truth as they would be without this kind of error."""
    if name == "missed":
        return predictions, ground_truth[~errors.missed]
    wrong = errors.kinds == name
    if name not in ("class", "localization"):
        return predictions[~wrong], ground_truth
    by_score = np.argsort(-predictions.scores, kind="stable")
    had = set(errors.nearest[errors.kinds == "right"].tolist())
    mendable = np.zeros_like(wrong)
    for one in by_score[np.isin(errors.kinds[by_score], ("class", "localization"))]:
        if errors.nearest[one] not in had:
            had.add(errors.nearest[one])
            mendable[one] = True
    mended = wrong & mendable
    boxes, classes = predictions.boxes.copy(), predictions.classes.copy()
    if name == "localization":
        boxes[mended] = ground_truth.boxes[errors.nearest[mended]]
    else:
        classes[mended] = ground_truth.classes[errors.nearest[mended]]
    changed = dataclasses.replace(predictions, boxes=boxes, classes=classes)
    return changed[~wrong | mended], ground_truth
