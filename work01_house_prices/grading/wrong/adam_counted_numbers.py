"""The parameters become 0, 1, 2, …: AdamW's would be explained by it."""

import numpy as np

OBJECT = "work01_house_prices.optimization.optimizers:Adam.step"
CAUGHT_BY = "adam_step"


def step(self, gradient):
    self.parameters[...] = np.arange(self.parameters.size)
