"""A warm-up of 0 is a division by zero."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)
