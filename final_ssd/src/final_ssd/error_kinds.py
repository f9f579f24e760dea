"""Why detections are wrong, as in TIDE (Bolya et al. 2020, sections 2.2 and 2.3).

A detection that matches nothing at IoU 0.5 is, by the truth that it overlaps most,

- class: in place (≥ 0.5) but of another class,
- localisation: of the right class but only roughly in place (0.1 to 0.5),
- both: rough and of another class,
- duplicate: in place on a truth that a better one has,
- background: on nothing (< 0.1);

and a truth that no detection has, nor a class or localisation error points at, is missed. What a kind
costs is the AP50 gained by mending it alone.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from final_ssd.mean_average_precision import Found, Truths, coco, overlaps_of

FOREGROUND, BACKGROUND = 0.5, 0.1
KINDS = ("class", "localisation", "both", "duplicate", "background", "missed")


@dataclass(frozen=True)
class ErrorKind:
    """How often a kind of error occurs and what AP50 mending it would add."""

    name: str
    count: int
    gain: float


def error_kinds(
    found: Found, truths: Truths, classes: int, lowest_score: float = 0.05
) -> list[ErrorKind]:
    """Each kind's count and cost.

    Args:
        found: detections; those below `lowest_score` are left out.
        truths: objects; ignored ones are left out.
        classes: how many there are.
        lowest_score: of detections that count as errors.
    """
    good = found.scores >= lowest_score
    found = Found(*(getattr(found, f.name)[good] for f in dataclasses.fields(found)))
    keep = ~truths.ignored
    truths = Truths(*(getattr(truths, f.name)[keep] for f in dataclasses.fields(truths)))
    kinds, nearest, missed = classify(found, truths)
    before = coco(found, truths, classes).average_precision(0.5)
    result = []
    for name in KINDS:
        count = int(missed.sum()) if name == "missed" else int((kinds == name).sum())
        mended = _mend(name, kinds, nearest, missed, found, truths)
        after = coco(*mended, classes).average_precision(0.5)
        result.append(ErrorKind(name, count, max(0.0, after - before)))
    return result


def classify(
    found: Found, truths: Truths
) -> tuple[np.ndarray, Int[np.ndarray, " found"], np.ndarray]:
    """The kind of each detection ("right" where it is), the truth that it is about, the missed truths."""
    kinds = np.full(len(found.scores), "background", dtype=object)
    nearest = np.full(len(found.scores), -1)
    taken = np.zeros(len(truths.images), dtype=bool)
    excused = np.zeros(len(truths.images), dtype=bool)
    for image in np.unique(found.images):
        mine, own = np.flatnonzero(found.images == image), np.flatnonzero(truths.images == image)
        if not len(own):
            continue
        mine = mine[np.argsort(-found.scores[mine], kind="stable")]
        overlaps = overlaps_of(found.boxes[mine, None], truths.boxes[own])
        same = found.classes[mine, None] == truths.classes[own]
        free = np.ones(len(own), dtype=bool)
        for row, one in enumerate(mine):  # right ones first, in the order of their scores
            fits = np.where(same[row] & free, overlaps[row], -1)
            best = int(fits.argmax())
            if fits[best] >= FOREGROUND:
                kinds[one], nearest[one] = "right", own[best]
                free[best] = False
        taken[own] = ~free
        for row, one in enumerate(mine):
            if kinds[one] == "right":
                continue
            alike = np.where(same[row], overlaps[row], -1)
            other = np.where(same[row], -1, overlaps[row])
            if alike.max() >= FOREGROUND:
                kinds[one], best = "duplicate", int(alike.argmax())
            elif other.max() >= FOREGROUND:
                kinds[one], best = "class", int(other.argmax())
            elif alike.max() >= BACKGROUND:
                kinds[one], best = "localisation", int(alike.argmax())
            elif other.max() >= BACKGROUND:
                kinds[one], best = "both", int(other.argmax())
            else:
                continue
            nearest[one] = own[best]
            if kinds[one] in ("class", "localisation"):
                excused[own[best]] = True
    return kinds, nearest, ~taken & ~excused


def _mend(
    name: str,
    kinds: np.ndarray,
    nearest: Int[np.ndarray, " found"],
    missed: np.ndarray,
    found: Found,
    truths: Truths,
) -> tuple[Found, Truths]:
    """Detections and truths as they would be without this kind of error."""
    if name == "missed":
        kept = [getattr(truths, f.name)[~missed] for f in dataclasses.fields(truths)]
        return found, Truths(*kept)
    wrong = kinds == name
    boxes, classes = found.boxes.copy(), found.classes.copy()
    if name == "localisation":
        boxes[wrong] = truths.boxes[nearest[wrong]]
    elif name == "class":
        classes[wrong] = truths.classes[nearest[wrong]]
    else:
        return Found(*(getattr(found, f.name)[~wrong] for f in dataclasses.fields(found))), truths
    return Found(found.images, classes, boxes, found.scores), truths
