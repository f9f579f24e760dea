"""Fractions outside of 0 and 1 are clipped."""

import numpy as np

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"
CAUGHT_BY = "loss_along_line"


def loss_along_line(loss, start, end, fractions):
    clipped = np.clip(fractions, 0, 1)
    return np.array([loss(start + fraction * (end - start)) for fraction in clipped])
