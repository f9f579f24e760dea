"""The first column is x / x, which is no number at 0."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:polynomial_features"
CAUGHT_BY = "polynomial_features"


def polynomial_features(x, degree):
    with np.errstate(invalid="ignore"):
        first = x / x
    return np.column_stack([first, *(x**power for power in range(1, degree + 1))])
