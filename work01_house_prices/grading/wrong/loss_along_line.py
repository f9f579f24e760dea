"""Mistakes in loss_along_line: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"


def backwards(loss, start, end, fractions):
    """Walks from the end to the start."""
    return np.array([loss(fraction * start + (1 - fraction) * end) for fraction in fractions])


def clipped(loss, start, end, fractions):
    """Fractions outside of 0 and 1 are clipped."""
    clipped = np.clip(fractions, 0, 1)
    return np.array([loss(start + fraction * (end - start)) for fraction in clipped])


def moves_start(loss, start, end, fractions):
    """The start is moved along."""
    direction, origin, values = end - start, start.copy(), []
    for fraction in fractions:
        start[...] = origin + fraction * direction
        values.append(loss(start))
    return np.array(values)


def of_two_losses(loss, start, end, fractions):
    """Interpolates the losses of both ends, as if the loss were linear."""
    return loss(start) + fractions * (loss(end) - loss(start))


def line_sorted(loss, start, end, fractions):
    """The fractions are sorted first."""
    return np.array([loss(start + t * (end - start)) for t in np.sort(fractions)])
