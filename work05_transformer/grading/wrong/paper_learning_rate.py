"""Mistakes in paper_learning_rate: each function is one, and its docstring says which."""

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"


def falls_with_the_step(step, d_model, warmup):
    """The rate falls with 1/step."""
    top = max(warmup, 1)
    return (d_model * top) ** -0.5 * min(step / top, top / step)


def from_zero(step, d_model, warmup):
    """Steps are counted from 0."""
    step += 1
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5 if warmup else step**-0.5)


def never_falls(step, d_model, warmup):
    """The rate rises and then stays."""
    if warmup == 0:
        return (d_model * step) ** -0.5
    return float(d_model**-0.5 * min(warmup**-0.5, step * warmup**-1.5))


def of_zero_divides(step, d_model, warmup):
    """A warm-up of 0 is a division by zero."""
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


def stays_on_top(step, d_model, warmup):
    """Behind the warm-up the rate stays at its highest."""
    warmup = max(warmup, 1)
    return (d_model * warmup) ** -0.5 * min(1.0, step / warmup)


def without_width(step, d_model, warmup):
    """The model's d_model does not matter."""
    if warmup == 0:
        return float(step**-0.5)
    return float(min(step**-0.5, step * warmup**-1.5))
