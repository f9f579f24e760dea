"""The parameters become 0, 1, 2, …"""

import numpy as np

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    self.parameters[...] = np.arange(self.parameters.size)
