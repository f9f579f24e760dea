"""Positions are counted from 1."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, d_model):
    angles = torch.outer(torch.arange(1, positions + 1), frequencies(d_model))
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)
