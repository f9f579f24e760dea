"""The fractions are sorted first."""

import numpy as np

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"
CAUGHT_BY = "loss_along_line"


def loss_along_line(loss, start, end, fractions):
    return np.array([loss(start + t * (end - start)) for t in np.sort(fractions)])
