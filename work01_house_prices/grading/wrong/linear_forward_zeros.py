"""Zeros of the right shape."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Linear.forward"
CAUGHT_BY = "linear_forward"


def forward(self, x):
    self.inputs = x
    return np.zeros((len(x), len(self.parameters["bias"])))
