"""Shows the memory without tanh."""

import torch

OBJECT = "work04_grconv.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    written, kept, cell, shown = gates.chunk(4, dim=1)
    memory = torch.sigmoid(kept) * memory + torch.sigmoid(written) * torch.tanh(cell)
    return torch.sigmoid(shown) * memory, memory
