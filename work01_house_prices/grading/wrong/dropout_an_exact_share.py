"""Exactly the share p is dropped in each row: entries are not drawn by themselves."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    self.mask = np.ones_like(x)
    if self.training:
        count = round(self.probability * x.shape[1])
        order = self.rng.random(x.shape).argsort(axis=1)
        self.mask[order < count] = 0
        self.mask /= x.dtype.type(1 - self.probability)
    return x * self.mask
