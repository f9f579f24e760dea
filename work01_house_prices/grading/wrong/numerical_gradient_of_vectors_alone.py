"""Whole rows are moved where x is a matrix."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"
CAUGHT_BY = "numerical_gradient"


def numerical_gradient(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        e = np.zeros_like(x)
        e[i] = step
        gradient[i] = (function(x + e) - function(x - e)) / (2 * step)
    return gradient
