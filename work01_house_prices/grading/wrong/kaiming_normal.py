"""Mistakes in kaiming_normal: each function is one, and its docstring says which."""

import copy
import math

import numpy as np

OBJECT = "work01_house_prices.layers.initialization:kaiming_normal"


def fan_out(fan_in, fan_out, rng, dtype=np.float64):
    """Divides by the number of outputs."""
    std = np.sqrt(2 / fan_out)
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)


def generator_copied(fan_in, fan_out, rng, dtype=np.float64):
    """The generator does not move on."""
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(copy.deepcopy(rng)).normal(0, std, (fan_out, fan_in)).astype(dtype)


def ignores_dtype(fan_in, fan_out, rng, dtype=np.float64):
    """The weight is float64, whatever was asked for."""
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in))


def ignores_seed(fan_in, fan_out, rng, dtype=np.float64):
    """Every weight is drawn anew, whatever the seed."""
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng().normal(0, std, (fan_out, fan_in)).astype(dtype)


def in_out(fan_in, fan_out, rng, dtype=np.float64):
    """The weight has shape (in, out)."""
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(rng).normal(0, std, (fan_in, fan_out)).astype(dtype)


def one_row(fan_in, fan_out, rng, dtype=np.float64):
    """All units start with the same weights."""
    std = math.sqrt(2 / fan_in)
    return np.tile(np.random.default_rng(rng).normal(0, std, fan_in), (fan_out, 1)).astype(dtype)


def one_seed(fan_in, fan_out, rng, dtype=np.float64):
    """Every weight is the same, whatever the seed."""
    std = math.sqrt(2 / fan_in)
    return np.random.default_rng(0).normal(0, std, (fan_out, fan_in)).astype(dtype)


def smaller_fan(fan_in, fan_out, rng, dtype=np.float64):
    """The smaller one of the two fans counts."""
    std = math.sqrt(2 / min(fan_in, fan_out))
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)


def uniform(fan_in, fan_out, rng, dtype=np.float64):
    """A uniform distribution of the right variance."""
    std = math.sqrt(6 / fan_in)
    return np.random.default_rng(rng).uniform(-std, std, (fan_out, fan_in)).astype(dtype)


def variance_as_std(fan_in, fan_out, rng, dtype=np.float64):
    """Gives the generator the variance where it wants the standard deviation."""
    return np.random.default_rng(rng).normal(0, 2 / fan_in, (fan_out, fan_in)).astype(dtype)


def without_gain(fan_in, fan_out, rng, dtype=np.float64):
    """Variance 1 / fan_in: forgets that a ReLU halves the mean square."""
    std = np.sqrt(1 / fan_in)
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)


def xavier(fan_in, fan_out, rng, dtype=np.float64):
    """Xavier's variance."""
    std = math.sqrt(2 / (fan_in + fan_out))
    return np.random.default_rng(rng).normal(0, std, (fan_out, fan_in)).astype(dtype)
