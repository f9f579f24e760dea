"""The floor is reached one step early."""

import math

OBJECT = "work01_house_prices.optimization.schedules:cosine"
CAUGHT_BY = "cosine_schedule"


def cosine(step, *, peak, total_steps, floor=0.0):
    progress = min(step / (total_steps - 1), 1.0)
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2
