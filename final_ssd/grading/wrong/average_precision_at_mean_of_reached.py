"""Leaves recalls out that are never reached."""

import numpy as np

from final_ssd.metrics.average_precision import precision_envelope

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    index = np.searchsorted(recall, places, side="left")
    reached = precision_envelope(precision)[index[index < len(recall)]]
    return float(reached.mean()) if len(reached) else 0.0
