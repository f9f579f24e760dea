"""The model's d_model does not matter."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    if warmup == 0:
        return float(step**-0.5)
    return float(min(step**-0.5, step * warmup**-1.5))
