"""Sines fill the first half, cosines the second, instead of alternating."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, d_model):
    frequencies = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)
    angles = torch.outer(torch.arange(positions), frequencies)
    return torch.cat((angles.sin(), angles.cos()), dim=-1)
