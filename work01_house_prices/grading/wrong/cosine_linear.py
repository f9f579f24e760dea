"""A straight line."""

OBJECT = "work01_house_prices.optimization.schedules:cosine"
CAUGHT_BY = "cosine_schedule"


def cosine(step, *, peak, total_steps, floor=0.0):
    return floor + (peak - floor) * (1 - min(step / total_steps, 1.0))
