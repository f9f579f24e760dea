"""The highest power comes first."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:polynomial_features"
CAUGHT_BY = "polynomial_features"


def polynomial_features(x, degree):
    return np.vander(x, degree + 1)
