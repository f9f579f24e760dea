"""Right solutions of the length penalty."""

import math
from fractions import Fraction

import numpy as np
import torch

OBJECT = "work05_transformer.decoding.beam_search:length_penalty"


def by_pow(length, alpha):
    """Use `math.pow`."""
    return math.pow((5 + length) / 6, alpha)


def by_logarithms(length, alpha):
    """Multiply a logarithm with the exponent."""
    return math.exp(alpha * math.log((5 + length) / 6))


def by_two_powers(length, alpha):
    """Divide powers, as the paper prints it."""
    return (5 + length) ** alpha / (5 + 1) ** alpha


def by_numpy(length, alpha):
    """Return one of NumPy's numbers."""
    return np.power(np.float64(5 + length) / 6, alpha)


def by_torch(length, alpha):
    """Return a tensor without dimensions."""
    return torch.tensor((5 + length) / 6, dtype=torch.float64).pow(alpha)


def by_base_two(length, alpha):
    """Use logarithms to the base of 2."""
    return 2 ** (alpha * (math.log2(length + 5) - math.log2(6)))


def by_log1p(length, alpha):
    """Write the quotient as 1 + (length − 1) / 6."""
    return math.exp(alpha * math.log1p((length - 1) / 6))


def by_fractions(length, alpha):
    """Divide exactly before the power."""
    return float(Fraction(length + 5, 6)) ** alpha


def as_an_array(length, alpha):
    """Return an array without dimensions."""
    return np.array(((length + 5.0) / 6.0) ** alpha)


def in_float32(length, alpha):
    """Compute with a tensor in float32, and return Python's number."""
    return torch.tensor((5 + length) / 6).pow(alpha).item()
