"""Adds one of the two biases only."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    return torch.tanh(from_input + state @ weights.weight_hh.T)
