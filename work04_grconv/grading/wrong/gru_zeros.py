"""Returns zeros."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    return torch.zeros_like(state)
