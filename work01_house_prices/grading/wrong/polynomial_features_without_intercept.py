"""Starts at x¹: no column of ones, so that every curve goes through the origin."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:polynomial_features"
CAUGHT_BY = "polynomial_features"


def polynomial_features(x, degree):
    return x[:, None] ** np.arange(1, degree + 1)
