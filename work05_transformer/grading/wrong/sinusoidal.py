"""Mistakes in sinusoidal: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"


def cosines_first(positions, d_model):
    """Cosines stand in the even columns."""
    angles = torch.outer(torch.arange(positions), frequencies(d_model))
    return torch.stack((angles.cos(), angles.sin()), dim=-1).flatten(-2)


def exponent_i(positions, d_model):
    """The exponent is i/d, not 2i/d."""
    frequencies = 10000.0 ** (-torch.arange(d_model // 2) / d_model)
    angles = torch.outer(torch.arange(positions), frequencies)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)


def from_one(positions, d_model):
    """Positions are counted from 1."""
    angles = torch.outer(torch.arange(1, positions + 1), frequencies(d_model))
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)


def halves(positions, d_model):
    """Sines fill the first half, cosines the second, instead of alternating."""
    frequencies = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)
    angles = torch.outer(torch.arange(positions), frequencies)
    return torch.cat((angles.sin(), angles.cos()), dim=-1)


def in_float64(positions, d_model):
    """The table is float64, and would make the whole model so."""
    rate = 10000.0 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rate
    return torch.stack((angles.sin(), angles.cos()), -1).flatten(1)
