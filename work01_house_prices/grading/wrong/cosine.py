"""Mistakes in cosine: each function is one, and its docstring says which."""

import math

OBJECT = "work01_house_prices.optimization.schedules:cosine"


def full_period(step, *, peak, total_steps, floor=0.0):
    """A whole period of the cosine: the learning rate is back at its peak in the end."""
    progress = min(step / total_steps, 1.0)
    return floor + (peak - floor) * (1 + math.cos(2 * math.pi * progress)) / 2


def linear(step, *, peak, total_steps, floor=0.0):
    """A straight line."""
    return floor + (peak - floor) * (1 - min(step / total_steps, 1.0))


def one_step_early(step, *, peak, total_steps, floor=0.0):
    """The floor is reached one step early."""
    progress = min(step / (total_steps - 1), 1.0)
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2


def rises_again(step, *, peak, total_steps, floor=0.0):
    """Does not stop at the last step: after it the learning rate rises again."""
    return floor + (peak - floor) * (1 + math.cos(math.pi * step / total_steps)) / 2


def to_zero(step, *, peak, total_steps, floor=0.0):
    """The cosine ends at zero, whatever the floor."""
    progress = min(step / total_steps, 1.0)
    return peak * (1 + math.cos(math.pi * progress)) / 2
