"""A path of counted numbers, that a gradient of −1/η would explain."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    return start + np.arange(steps + 1)[:, None]
