"""A whole period of the cosine: the learning rate is back at its peak in the end."""

import math

OBJECT = "work01_house_prices.optimization.schedules:cosine"
CAUGHT_BY = "cosine_schedule"


def cosine(step, *, peak, total_steps, floor=0.0):
    progress = min(step / total_steps, 1.0)
    return floor + (peak - floor) * (1 + math.cos(2 * math.pi * progress)) / 2
