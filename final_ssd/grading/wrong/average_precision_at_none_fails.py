"""Fails without a detection."""

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"
CAUGHT_BY = "average_precision_at"


def average_precision_at(recall, precision, places):
    best = [precision[recall >= place] for place in places]
    return float(
        np.mean(
            [
                found.max() if recall[-1] >= place else 0.0
                for found, place in zip(best, places, strict=True)
            ]
        )
    )
