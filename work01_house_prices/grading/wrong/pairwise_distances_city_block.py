"""Sums absolute differences: the distance of a taxi, not of a bird."""

import numpy as np

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"
CAUGHT_BY = "pairwise_distances"


def pairwise_distances(a, b):
    return np.abs(a[:, None, :] - b[None, :, :]).sum(axis=2)
