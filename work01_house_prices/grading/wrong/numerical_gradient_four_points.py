"""Another rule: four points, with an error that falls with h⁴."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"
CAUGHT_BY = "numerical_gradient"


def numerical_gradient(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = step
        near = function(x + e) - function(x - e)
        far = function(x + 2 * e) - function(x - 2 * e)
        gradient[index] = (8 * near - far) / (12 * step)
    return gradient
