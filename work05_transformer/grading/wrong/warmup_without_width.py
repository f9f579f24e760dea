"""The model's width does not matter."""

OBJECT = "work05_transformer.warmup:paper_rate"
CAUGHT_BY = "warmup"


def paper_rate(step, width, warmup):
    if warmup == 0:
        return float(step**-0.5)
    return float(min(step**-0.5, step * warmup**-1.5))
