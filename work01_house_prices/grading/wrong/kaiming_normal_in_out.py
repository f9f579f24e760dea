"""The weight has shape (in, out)."""

import math

import numpy as np

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"
CAUGHT_BY = "kaiming_normal"


def kaiming_normal(fan_in, fan_out, rng, dtype=np.float64):
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(rng).normal(0, std, (fan_in, fan_out)).astype(dtype)
