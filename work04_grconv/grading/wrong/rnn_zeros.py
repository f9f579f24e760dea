"""Returns zeros."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    return torch.zeros_like(state)
