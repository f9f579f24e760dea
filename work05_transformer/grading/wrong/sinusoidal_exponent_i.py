"""The exponent is i/d, not 2i/d."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, d_model):
    frequencies = 10000.0 ** (-torch.arange(d_model // 2) / d_model)
    angles = torch.outer(torch.arange(positions), frequencies)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)
