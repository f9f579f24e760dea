"""Forward differences: their error is h, not h²."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"
CAUGHT_BY = "numerical_gradient"


def numerical_gradient(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        shifted = x.copy()
        shifted[index] += step
        gradient[index] = (function(shifted) - function(x)) / step
    return gradient
