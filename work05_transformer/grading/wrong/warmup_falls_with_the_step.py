"""The rate falls with 1/step."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    top = max(warmup, 1)
    return (d_model * top) ** -0.5 * min(step / top, top / step)
