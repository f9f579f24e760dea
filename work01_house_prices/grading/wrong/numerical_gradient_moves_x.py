"""x itself is moved, and comes back with rounding errors."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"
CAUGHT_BY = "numerical_gradient"


def numerical_gradient(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += step
        above = function(x)
        x[index] -= 2 * step
        gradient[index] = (above - function(x)) / (2 * step)
        x[index] += step
    return gradient
