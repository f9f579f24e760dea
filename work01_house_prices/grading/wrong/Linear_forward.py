"""Mistakes in Linear.forward: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Linear.forward"


def changes_x(self, x):
    """The input is centered where it lies."""
    self.inputs = x.copy()
    output = x @ self.parameters["weight"].T + self.parameters["bias"]
    x -= x.mean()
    return output


def keeps_nothing(self, x):
    """`inputs` is left as it was: the backward pass has nothing to work with."""
    return x @ self.parameters["weight"].T + self.parameters["bias"]


def not_transposed(self, x):
    """The weight is not transposed: a crash or, in a square layer, a wrong answer."""
    self.inputs = x
    return x @ self.parameters["weight"] + self.parameters["bias"]


def without_bias(self, x):
    """The bias is forgotten."""
    self.inputs = x
    return x @ self.parameters["weight"].T


def zeros(self, x):
    """Zeros of the right shape."""
    self.inputs = x
    return np.zeros((len(x), len(self.parameters["bias"])))
