"""Reads the gates in the order forget, input."""

import torch

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    forget_gate, input_gate, cell, output_gate = gates.chunk(4, dim=1)
    memory = torch.sigmoid(forget_gate) * memory + torch.sigmoid(input_gate) * torch.tanh(cell)
    return torch.sigmoid(output_gate) * torch.tanh(memory), memory
