"""Mistakes in average_precision_at: each function is one, and its docstring says which."""

import numpy as np

from final_ssd.metrics.average_precision import precision_envelope

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"


def at_11_always(recall, precision, places):
    """Divides by 11, whatever is asked."""
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(envelope[np.searchsorted(recall, places)].sum() / 11)


def by_interpolation(recall, precision, places):
    """Interpolates linearly."""
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.interp(places, recall, envelope, right=0.0).mean())


def last_value(recall, precision, places):
    """Goes on with the last precision where a recall is never reached."""
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    index = np.searchsorted(recall, places).clip(max=len(recall) - 1)
    return float(envelope[index].mean())


def mean_of_reached(recall, precision, places):
    """Leaves recalls out that are never reached."""
    index = np.searchsorted(recall, places, side="left")
    reached = precision_envelope(precision)[index[index < len(recall)]]
    return float(reached.mean()) if len(reached) else 0.0


def more_than(recall, precision, places):
    """Wants a recall of more than a place."""
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(envelope[np.searchsorted(recall, places, side="right")].mean())


def next_point(recall, precision, places):
    """A recall that is just reached counts as not yet reached."""
    envelope = np.append(precision_envelope(precision), 0.0)
    return float(envelope[np.searchsorted(recall, places, side="right")].mean())


def none_fails(recall, precision, places):
    """Fails without a detection."""
    best = [precision[recall >= place] for place in places]
    return float(
        np.mean(
            [
                found.max() if recall[-1] >= place else 0.0
                for found, place in zip(best, places, strict=True)
            ]
        )
    )


def raw(recall, precision, places):
    """Forgets the envelope."""
    return float(np.append(precision, 0.0)[np.searchsorted(recall, places)].mean())


def a_pointer_that_never_goes_back(recall, precision, places):
    """Goes through places and detections side by side: right only where places rise."""
    best, total, reached = np.maximum.accumulate(precision[::-1])[::-1], 0.0, 0
    for place in places:
        while reached < len(recall) and recall[reached] < place:
            reached += 1
        total += best[reached] if reached < len(recall) else 0.0
    return total / len(places)
