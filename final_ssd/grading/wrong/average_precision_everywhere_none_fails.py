"""Fails without a detection."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(recall[0] * envelope[0] + (np.diff(recall) * envelope[1:]).sum())
