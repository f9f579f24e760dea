"""Large squares cancel: points close together far from zero lose their digits."""

import numpy as np

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"
CAUGHT_BY = "pairwise_distances"


def pairwise_distances(a, b):
    squared = (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)
    return np.sqrt(np.maximum(squared, 0))
