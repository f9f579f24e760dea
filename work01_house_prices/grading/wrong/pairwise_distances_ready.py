"""The given loops do the work."""

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"
CAUGHT_BY = "pairwise_distances"


def pairwise_distances(a, b):
    return pairwise_distances_loops(a, b)
