"""All units start with the same weights."""

import math

import numpy as np

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"
CAUGHT_BY = "kaiming_normal"


def kaiming_normal(fan_in, fan_out, rng, dtype=np.float64):
    std = math.sqrt(2 / fan_in)
    return np.tile(np.random.default_rng(rng).normal(0, std, fan_in), (fan_out, 1)).astype(dtype)
