"""Nothing but zeros."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:newton"
CAUGHT_BY = "newton"


def newton(problem, start, steps=1):
    return np.zeros((steps + 1, len(start)))
