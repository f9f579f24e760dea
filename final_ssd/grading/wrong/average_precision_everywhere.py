"""Mistakes in average_precision_everywhere: each function is one, and its docstring says which."""

import numpy as np

from final_ssd.metrics.average_precision import precision_envelope

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"


def best_so_far(recall, precision):
    """Takes the best precision up to there."""
    envelope = np.maximum.accumulate(precision)
    return float((np.diff(recall, prepend=0.0) * envelope).sum())


def changes_its_curve(recall, precision):
    """Writes the envelope into the precision that it was given."""
    for number in range(len(precision) - 2, -1, -1):
        precision[number] = max(precision[number], precision[number + 1])
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def means(recall, precision):
    """Averages the envelope over detections."""
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope.mean()) if len(envelope) else 0.0


def none_fails(recall, precision):
    """Fails without a detection."""
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(recall[0] * envelope[0] + (np.diff(recall) * envelope[1:]).sum())


def raw(recall, precision):
    """Takes the area under the saw teeth."""
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def to_the_end(recall, precision):
    """Goes on to recall 1 with the last precision."""
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    area = (np.diff(recall, prepend=0.0) * envelope).sum()
    return float(area + (1 - recall[-1]) * envelope[-1])


def trapezium(recall, precision):
    """Joins the points by straight lines."""
    envelope = precision_envelope(precision)
    return float(np.trapezoid(envelope, recall)) if len(recall) else 0.0


def without_the_first_step(recall, precision):
    """Begins at the first recall instead of at 0."""
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall) * envelope[1:]).sum())
