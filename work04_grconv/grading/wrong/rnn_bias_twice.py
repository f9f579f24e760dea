"""Adds the input's bias twice."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state @ weights.weight_hh.T + weights.bias_ih
    return torch.tanh(raw)
