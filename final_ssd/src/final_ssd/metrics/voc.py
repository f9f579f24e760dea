"""Mean average precision by the rules of Pascal VOC (Everingham et al. 2010, section 4.2)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from final_ssd.metrics.average_precision import average_precision_at, average_precision_everywhere
from final_ssd.metrics.objects import GroundTruth, Predictions, overlaps_of


def voc_average_precisions(
    predictions: Predictions,
    ground_truth: GroundTruth,
    classes: int,
    *,
    overlap: float = 0.5,
    eleven_points: bool = False,
) -> Float[np.ndarray, " class"]:
    """Compute the AP of each class.

    A detection belongs to the object of its class and image that it overlaps most, and is right if that
    is at least `overlap` and no better detection had it; a second one is wrong. One on a difficult
    object counts neither way.

    Args:
        predictions: of all images.
        ground_truth: of all images.
        classes: how many there are.
        overlap: IoU from which on a detection is right.
        eleven_points: take the area at 11 recalls, as in 2007, not everywhere.

    Returns:
        NaN for a class without an object.
    """
    result = np.full(classes, np.nan)
    for number in range(classes):
        own = ground_truth[ground_truth.classes == number]
        if own.ignored.all():
            continue
        recall, precision = _curve(predictions[predictions.classes == number], own, overlap)
        if eleven_points:
            result[number] = average_precision_at(recall, precision, np.linspace(0, 1, 11))
        else:
            result[number] = average_precision_everywhere(recall, precision)
    return result


def _curve(
    predictions: Predictions, ground_truth: GroundTruth, overlap: float
) -> tuple[Float[np.ndarray, " prediction"], Float[np.ndarray, " prediction"]]:
    """Return recall and precision after each prediction of one class, best score first."""
    order = np.argsort(-predictions.scores, kind="stable")
    by_image = {
        image: np.flatnonzero(ground_truth.images == image)
        for image in np.unique(ground_truth.images).tolist()
    }
    taken: set[int] = set()
    right, wrong = np.zeros(len(order)), np.zeros(len(order))
    for place, one in enumerate(order):
        here = by_image.get(int(predictions.images[one]))
        if here is None:
            wrong[place] = 1
            continue
        overlaps = overlaps_of(predictions.boxes[one], ground_truth.boxes[here])
        best = int(here[overlaps.argmax()])
        if overlaps.max() < overlap:
            wrong[place] = 1
        elif ground_truth.ignored[best]:
            continue
        elif best in taken:
            wrong[place] = 1
        else:
            taken.add(best)
            right[place] = 1
    rights, wrongs = right.cumsum(), wrong.cumsum()
    total = np.count_nonzero(~ground_truth.ignored)
    return rights / total, rights / np.maximum(rights + wrongs, 1)
