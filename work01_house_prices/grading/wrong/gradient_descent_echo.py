"""It stays where it starts."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    return np.tile(start, (steps + 1, 1))
