"""`mask` says which inputs were kept, not by what they were multiplied."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    self.mask = (self.rng.random(x.shape) >= self.probability).astype(x.dtype)
    return x * self.mask / x.dtype.type(1 - self.probability)
