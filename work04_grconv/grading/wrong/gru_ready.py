"""Calls torch's own cell, which is not to be called."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    cell = torch.nn.GRUCell(inputs.shape[1], state.shape[1], dtype=inputs.dtype)
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return torch.func.functional_call(
        cell, {n: getattr(weights, n) for n in names}, (inputs, state)
    )
