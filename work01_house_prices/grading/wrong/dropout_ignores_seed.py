"""Masks come from NumPy's global generator."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = np.random.random(x.shape) >= self.probability  # noqa: NPY002
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask
