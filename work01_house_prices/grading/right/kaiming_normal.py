"""Kaiming's initialization, in other forms."""

import math

import numpy as np
import torch
from scipy import special, stats

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"


def kaiming_scaled(fan_in, fan_out, rng, dtype=np.float64):
    """Scale standard normal numbers."""
    weight = np.random.default_rng(rng).standard_normal((fan_out, fan_in))
    return (weight * np.sqrt(2 / fan_in)).astype(dtype)


def kaiming_in_its_dtype(fan_in, fan_out, rng, dtype=np.float64):
    """Draw in the dtype that is asked for."""
    weight = np.random.default_rng(rng).standard_normal((fan_out, fan_in), dtype=dtype)
    weight *= dtype(math.sqrt(2 / fan_in))
    return weight


def kaiming_transposed(fan_in, fan_out, rng, dtype=np.float64):
    """Draw (in, out), and turn it."""
    drawn = np.random.default_rng(rng).normal(scale=(2 / fan_in) ** 0.5, size=(fan_in, fan_out))
    return np.ascontiguousarray(drawn.T, dtype=dtype)


def kaiming_row_by_row(fan_in, fan_out, rng, dtype=np.float64):
    """Draw one unit's weights at a time."""
    generator = np.random.default_rng(rng)
    std = math.sqrt(2) / math.sqrt(fan_in)
    return np.array([generator.normal(0, std, fan_in) for _ in range(fan_out)], dtype=dtype)


def kaiming_by_box_and_muller(fan_in, fan_out, rng, dtype=np.float64):
    """Make normal numbers of uniform ones: a radius and an angle."""
    u, v = np.random.default_rng(rng).random((2, fan_out, fan_in))
    normal = np.sqrt(-2 * np.log1p(-u)) * np.cos(2 * np.pi * v)
    return (normal * math.sqrt(2 / fan_in)).astype(dtype)


def kaiming_by_quantiles(fan_in, fan_out, rng, dtype=np.float64):
    """Put uniform numbers into the inverse distribution function."""
    uniform = np.random.default_rng(rng).random((fan_out, fan_in))
    return dtype(special.ndtri(1 - uniform) * math.sqrt(2 / fan_in))


def kaiming_by_scipy(fan_in, fan_out, rng, dtype=np.float64):
    """Ask SciPy's distribution."""
    distribution = stats.norm(loc=0, scale=math.sqrt(2 / fan_in))
    drawn = distribution.rvs(size=(fan_out, fan_in), random_state=np.random.default_rng(rng))
    return drawn.astype(dtype)


def kaiming_seeded_in_torch(fan_in, fan_out, rng, dtype=np.float64):
    """Seed a generator of torch by a number of `rng`."""
    seed = int(np.random.default_rng(rng).integers(2**62))
    generator = torch.Generator().manual_seed(seed)
    weight = torch.randn(fan_out, fan_in, dtype=torch.float64, generator=generator)
    return weight.mul(math.sqrt(2 / fan_in)).numpy().astype(dtype)


def kaiming_of_two_kinds_of_rng(fan_in, fan_out, rng, dtype=np.float64):
    """Tell a seed from a generator, and use the older generators for the seed."""
    size = (fan_out, fan_in)
    if isinstance(rng, np.random.Generator):
        return rng.normal(0.0, math.sqrt(2 / fan_in), size).astype(dtype)
    return np.random.RandomState(rng).normal(0.0, math.sqrt(2 / fan_in), size).astype(dtype)


def kaiming_as_a_sum(fan_in, fan_out, rng, dtype=np.float64):
    """Add two normal numbers of half the variance."""
    pair = np.random.default_rng(rng).normal(0, math.sqrt(1 / fan_in), (2, fan_out, fan_in))
    return pair.sum(axis=0, dtype=np.float64).astype(dtype)
