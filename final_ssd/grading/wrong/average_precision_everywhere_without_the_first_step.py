"""Begins at the first recall instead of at 0."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall) * envelope[1:]).sum())
