"""The rate rises and then stays."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    if warmup == 0:
        return (d_model * step) ** -0.5
    return float(d_model**-0.5 * min(warmup**-0.5, step * warmup**-1.5))
