"""Wants a recall of more than a place."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(envelope[np.searchsorted(recall, places, side="right")].mean())
