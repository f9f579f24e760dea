"""Joins the points by straight lines."""

import numpy as np

from final_ssd.metrics.average_precision import precision_envelope

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    envelope = precision_envelope(precision)
    return float(np.trapezoid(envelope, recall)) if len(recall) else 0.0
