"""Goes on to recall 1 with the last precision."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"
CAUGHT_BY = "average_precision_everywhere"


def average_precision_everywhere(recall, precision):
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    area = (np.diff(recall, prepend=0.0) * envelope).sum()
    return float(area + (1 - recall[-1]) * envelope[-1])
