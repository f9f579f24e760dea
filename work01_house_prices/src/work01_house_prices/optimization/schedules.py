"""Learning-rate schedules: each a plain function of the step, counted from 0, without torch's.

They multiply: `warmup(step, warmup_steps=100) * cosine(step, peak=0.1, total_steps=1000)`.
"""

import math


def constant(step: int, *, peak: float) -> float:
    """Return `peak` at every step."""
    return peak


def step_decay(step: int, *, peak: float, every: int, factor: float = 0.1) -> float:
    """Return `peak`, multiplied by `factor` once every `every` steps (torch's StepLR)."""
    return float(peak * factor ** (step // every))


def inverse_time(step: int, *, peak: float, decay: float) -> float:
    """Return peak / (1 + decay · step).

    With it SGD converges on a convex loss: the learning rates sum to infinity, their squares do not
    (Robbins & Monro 1951, "A Stochastic Approximation Method").
    """
    return peak / (1 + decay * step)


def cosine(step: int, *, peak: float, total_steps: int, floor: float = 0.0) -> float:
    """Return half a cosine from `peak` at step 0 to `floor` at `total_steps`, `floor` afterwards.

    Source: Loshchilov & Hutter 2017, "SGDR", equation 5, without the restarts.
    """
    progress = min(step / total_steps, 1.0)
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2


def warmup(step: int, *, warmup_steps: int) -> float:
    """Return a factor that rises linearly from 1 / warmup_steps at step 0 to 1, and stays there.

    The first step already has a learning rate above zero (Goyal et al. 2017, "Accurate, Large
    Minibatch SGD", section 2.2, gradual warm-up).
    """
    return min((step + 1) / warmup_steps, 1.0)
