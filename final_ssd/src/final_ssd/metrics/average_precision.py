"""Average precision: the area under a curve of precision over recall.

All detections of a class are sorted by score; going down the list, each is right if it overlaps an
object that is still free. Precision and recall after each give the curve; AP is the area under it, once
precision has been made non-increasing. Pascal VOC (`voc.py`) takes the area at 11 recalls or
everywhere, COCO (`coco.py`) at 101.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def precision_envelope(precision: Float[np.ndarray, "*curve n"]) -> Float[np.ndarray, "*curve n"]:
    """Return at each place the best precision from there on: a curve that never rises with recall."""
    return np.maximum.accumulate(precision[..., ::-1], axis=-1)[..., ::-1]


def average_precision_everywhere(
    recall: Float[np.ndarray, " n"], precision: Float[np.ndarray, " n"]
) -> float:
    """Return the exact area under the envelope (VOC 2010 and later), 0 without a detection.

    The envelope is at each recall the best precision from there on.

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
    """Return the mean of the envelope at given recalls; it is 0 where a recall is never reached.

    The envelope at a recall is the best precision of all detections where recall is at least that.
    VOC 2007 takes 11 places, 0, 0.1, …, 1; COCO takes 101. They may be in any order.
    """
    envelope = np.append(precision_envelope(precision), 0.0)
    return float(envelope[np.searchsorted(recall, places, side="left")].mean())
