"""The exponent is i/d, not 2i/d."""

import torch

OBJECT = "work05_transformer.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, width):
    rates = 10000.0 ** (-torch.arange(width // 2) / width)
    angles = torch.outer(torch.arange(positions), rates)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)
