"""The start is moved along."""

import numpy as np

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"
CAUGHT_BY = "loss_along_line"


def loss_along_line(loss, start, end, fractions):
    direction, origin, values = end - start, start.copy(), []
    for fraction in fractions:
        start[...] = origin + fraction * direction
        values.append(loss(start))
    return np.array(values)
