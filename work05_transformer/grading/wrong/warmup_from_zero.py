"""Steps are counted from 0."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    step += 1
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5 if warmup else step**-0.5)
