"""Mistakes in pairwise_distances: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"


def cancel(a, b):
    """Large squares cancel: points close together far from zero lose their digits."""
    squared = (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)
    return np.sqrt(np.maximum(squared, 0))


def city_block(a, b):
    """Sums absolute differences: the distance of a taxi, not of a bird."""
    return np.abs(a[:, None, :] - b[None, :, :]).sum(axis=2)


def ready(a, b):
    """The given loops do the work."""
    return pairwise_distances_loops(a, b)


def squared(a, b):
    """The root is missing: squared distances."""
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
