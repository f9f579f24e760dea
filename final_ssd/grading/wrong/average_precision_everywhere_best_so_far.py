"""Takes the best precision up to there."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    envelope = np.maximum.accumulate(precision)
    return float((np.diff(recall, prepend=0.0) * envelope).sum())
