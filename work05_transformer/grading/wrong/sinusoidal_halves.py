"""Sines fill the first half, cosines the second, instead of alternating."""

import torch

OBJECT = "work05_transformer.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, width):
    rates = 10000.0 ** (-torch.arange(0, width, 2) / width)
    angles = torch.outer(torch.arange(positions), rates)
    return torch.cat((angles.sin(), angles.cos()), dim=-1)
