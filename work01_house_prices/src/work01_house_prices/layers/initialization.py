"""Where weights start: random, and so scaled that signals neither die out nor blow up with depth.

Each function returns a weight of torch's shape (out, in). A layer's output has variance
fan_in · Var(w) · E[x²]; its input's gradient has fan_out in the place of fan_in. NumPy draws them, not
`torch.nn.init`.
"""

import math

import numpy as np
from jaxtyping import Float


def xavier_uniform(
    fan_in: int, fan_out: int, rng: np.random.Generator | int, dtype: type = np.float64
) -> Float[np.ndarray, "fan_out fan_in"]:
    """Draw from U(−a, a) with a = √(6 / (fan_in + fan_out)).

    For tanh and its like: a compromise of keeping the variance on the way forward and on the way
    back (Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural
    networks", equation 16).
    """
    bound = math.sqrt(6 / (fan_in + fan_out))
    return np.random.default_rng(rng).uniform(-bound, bound, (fan_out, fan_in)).astype(dtype)


def xavier_normal(
    fan_in: int, fan_out: int, rng: np.random.Generator | int, dtype: type = np.float64
) -> Float[np.ndarray, "fan_out fan_in"]:
    """Draw from N(0, 2 / (fan_in + fan_out)), the same variance (Glorot & Bengio, equation 12)."""
    std = math.sqrt(2 / (fan_in + fan_out))
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)


def kaiming_uniform(
    fan_in: int, fan_out: int, rng: np.random.Generator | int, dtype: type = np.float64
) -> Float[np.ndarray, "fan_out fan_in"]:
    """Draw from U(−a, a) with a = √(6 / fan_in), the variance of `kaiming_normal`."""
    bound = math.sqrt(6 / fan_in)
    return np.random.default_rng(rng).uniform(-bound, bound, (fan_out, fan_in)).astype(dtype)


def kaiming_normal(
    fan_in: int, fan_out: int, rng: np.random.Generator | int, dtype: type = np.float64
) -> Float[np.ndarray, "fan_out fan_in"]:
    """Draw from N(0, 2 / fan_in), the variance: a ReLU halves E[x²], and the 2 makes up for it.

    `rng` is a generator, which moves on, or a seed, which gives the same weight each time.

    Source: He et al. 2015, "Delving Deep into Rectifiers", section 2.2, equation 10.
    """
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)
