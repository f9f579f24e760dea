"""A recall that is just reached counts as not yet reached."""

import numpy as np

from final_ssd.metrics.average_precision import precision_envelope

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    envelope = np.append(precision_envelope(precision), 0.0)
    return float(envelope[np.searchsorted(recall, places, side="right")].mean())
