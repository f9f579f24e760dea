"""Behind the warm-up the rate stays at its highest."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"
CAUGHT_BY = "warmup"


def paper_learning_rate(step, d_model, warmup):
    warmup = max(warmup, 1)
    return (d_model * warmup) ** -0.5 * min(1.0, step / warmup)
