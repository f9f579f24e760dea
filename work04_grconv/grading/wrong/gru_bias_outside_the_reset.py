"""Adds the state's bias of n outside the reset."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    bias = weights.bias_hh.chunk(3)[2]
    new = torch.tanh(x[2] + reset * (h[2] - bias) + bias)
    return (1 - update) * new + update * state
