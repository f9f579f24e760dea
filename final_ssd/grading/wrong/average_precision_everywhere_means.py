"""Averages the envelope over detections."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope.mean()) if len(envelope) else 0.0
