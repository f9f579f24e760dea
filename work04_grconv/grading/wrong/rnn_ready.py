"""Calls torch's own cell, which is not to be called."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    return torch.rnn_tanh_cell(
        inputs, state, weights.weight_ih, weights.weight_hh, weights.bias_ih, weights.bias_hh
    )
