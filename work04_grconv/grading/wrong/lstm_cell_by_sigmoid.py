"""Squashes the cell's input by a sigmoid."""

import torch

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.sigmoid(g)
    return torch.sigmoid(o) * torch.tanh(memory), memory
