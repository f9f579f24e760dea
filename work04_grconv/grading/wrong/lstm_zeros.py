"""Returns zeros."""

import torch

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    return torch.zeros_like(state), torch.zeros_like(memory)
