"""The path jumps to the closed form."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:newton"
CAUGHT_BY = "newton"


def newton(problem, start, steps=1):
    minimum = closed_form(problem)
    return np.stack([start] + [minimum] * steps)
