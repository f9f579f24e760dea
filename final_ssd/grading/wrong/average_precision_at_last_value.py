"""Goes on with the last precision where a recall is never reached."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    if len(recall) == 0:
        return 0.0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    index = np.searchsorted(recall, places).clip(max=len(recall) - 1)
    return float(envelope[index].mean())
