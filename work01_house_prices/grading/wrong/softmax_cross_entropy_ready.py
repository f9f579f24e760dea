"""SciPy's log_softmax does the work."""

import numpy as np
from scipy import special

OBJECT = "work01_house_prices.layers.losses:softmax_cross_entropy"
CAUGHT_BY = "softmax_cross_entropy"


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    shifted = logits
    log_softmax = special.log_softmax(shifted, axis=1)
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)
