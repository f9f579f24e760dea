"""The table is float64, and would make the whole model so."""

import torch

OBJECT = "work05_transformer.layers.positional:sinusoidal"
CAUGHT_BY = "sinusoidal"


def sinusoidal(positions, d_model):
    rate = 10000.0 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rate
    return torch.stack((angles.sin(), angles.cos()), -1).flatten(1)
