"""Right solutions of the paper's learning rate."""

import math

import numpy as np
import torch

OBJECT = "work05_transformer.training.warmup:paper_learning_rate"


def by_branches(step, d_model, warmup):
    """Treat the rise and the fall apart."""
    if step < warmup:
        return step / (math.sqrt(d_model) * warmup * math.sqrt(warmup))
    return 1 / math.sqrt(d_model * step)


def from_the_top(step, d_model, warmup):
    """Multiply the highest rate with a share of it."""
    top = max(warmup, 1)
    highest = (d_model * top) ** -0.5
    return highest * min(step / top, (top / step) ** 0.5)


def by_numpy(step, d_model, warmup):
    """Return one of NumPy's numbers."""
    rise = np.inf if warmup == 0 else step * np.float64(warmup) ** -1.5
    return np.float64(d_model) ** -0.5 * np.minimum(np.float64(step) ** -0.5, rise)


def by_logarithms(step, d_model, warmup):
    """Add logarithms."""
    fall = -0.5 * math.log(step)
    rise = math.log(step) - 1.5 * math.log(warmup) if warmup > 0 else fall
    return math.exp(-0.5 * math.log(d_model) + min(fall, rise))


def by_sorting(step, d_model, warmup):
    """Sort the two parts."""
    parts = [1 / step**0.5]
    if warmup:
        parts.append(step / warmup**1.5)
    return sorted(parts)[0] / d_model**0.5


def by_a_denominator(step, d_model, warmup):
    """Take the larger denominator."""
    largest = max(math.sqrt(step), math.pow(warmup, 1.5) / step)
    return math.pow(d_model, -0.5) / largest


def by_torch(step, d_model, warmup):
    """Return a tensor without dimensions, in float64."""
    step = torch.tensor(float(step), dtype=torch.float64)
    rise = step * warmup**-1.5 if warmup else torch.tensor(math.inf, dtype=torch.float64)
    return torch.minimum(step.rsqrt(), rise) * d_model**-0.5


def by_effective_step(step, d_model, warmup):
    """Divide by the root of an effective step."""
    if warmup > step:
        step = warmup**3 / step**2
    return (d_model * step) ** -0.5


def by_an_exception(step, d_model, warmup):
    """Catch the division by zero."""
    try:
        slope = warmup**-1.5
    except ZeroDivisionError:
        slope = float("inf")
    return min(1 / math.sqrt(step), step * slope) / math.sqrt(d_model)


def in_float32(step, d_model, warmup):
    """Compute with tensors in float32, and return Python's number."""
    step, d_model = torch.tensor(float(step)), torch.tensor(float(d_model))
    rise = step * torch.tensor(float(warmup)) ** -1.5
    return (d_model**-0.5 * torch.minimum(step**-0.5, rise)).item()
