"""Cuts the old state off, so that nothing goes back in time."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state.detach() @ weights.weight_hh.T + weights.bias_hh
    return torch.tanh(raw)
