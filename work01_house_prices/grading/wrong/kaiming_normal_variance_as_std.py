"""Gives the generator the variance where it wants the standard deviation."""

import numpy as np

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"
CAUGHT_BY = "kaiming_normal"


def kaiming_normal(fan_in, fan_out, rng, dtype=np.float64):
    return np.random.default_rng(rng).normal(0, 2 / fan_in, (fan_out, fan_in)).astype(dtype)
