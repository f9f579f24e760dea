"""A uniform distribution of the right variance."""

import math

import numpy as np

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"
CAUGHT_BY = "kaiming_normal"


def kaiming_normal(fan_in, fan_out, rng, dtype=np.float64):
    std = math.sqrt(6 / fan_in)
    return np.random.default_rng(rng).uniform(-std, std, (fan_out, fan_in)).astype(dtype)
