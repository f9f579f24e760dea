"""Forgets the envelope."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    return float(np.append(precision, 0.0)[np.searchsorted(recall, places)].mean())
