"""Writes the envelope into the precision that it was given."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    for number in range(len(precision) - 2, -1, -1):
        precision[number] = max(precision[number], precision[number + 1])
    return float((np.diff(recall, prepend=0.0) * precision).sum())
