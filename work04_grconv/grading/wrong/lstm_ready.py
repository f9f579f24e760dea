"""Calls torch's own cell, which is not to be called."""

import torch

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    return torch.lstm_cell(
        inputs,
        (state, memory),
        weights.weight_ih,
        weights.weight_hh,
        weights.bias_ih,
        weights.bias_hh,
    )
