"""Does not stop at the last step: after it the learning rate rises again."""

import math

OBJECT = "work01_house_prices.optimization.schedules:cosine"
CAUGHT_BY = "cosine_schedule"


def cosine(step, *, peak, total_steps, floor=0.0):
    return floor + (peak - floor) * (1 + math.cos(math.pi * step / total_steps)) / 2
