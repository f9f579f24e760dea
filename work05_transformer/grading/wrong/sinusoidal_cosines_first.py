"""Cosines stand in the even columns."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, d_model):
    angles = torch.outer(torch.arange(positions), frequencies(d_model))
    return torch.stack((angles.cos(), angles.sin()), dim=-1).flatten(-2)
