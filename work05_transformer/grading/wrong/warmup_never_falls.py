"""The rate rises and then stays."""

OBJECT = "work05_transformer.warmup:paper_rate"
CAUGHT_BY = "warmup"


def paper_rate(step, width, warmup):
    if warmup == 0:
        return (width * step) ** -0.5
    return float(width**-0.5 * min(warmup**-0.5, step * warmup**-1.5))
