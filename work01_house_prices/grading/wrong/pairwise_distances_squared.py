"""The root is missing: squared distances."""

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"
CAUGHT_BY = "pairwise_distances"


def pairwise_distances(a, b):
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
