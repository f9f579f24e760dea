"""The step is always 1e-5."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"
CAUGHT_BY = "numerical_gradient"


def numerical_gradient(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = 1e-5
        gradient[index] = (function(x + e) - function(x - e)) / 2e-5
    return gradient
