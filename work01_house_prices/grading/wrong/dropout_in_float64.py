"""Whatever comes in, float64 goes out."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept / (1 - self.probability)
    return x * self.mask
