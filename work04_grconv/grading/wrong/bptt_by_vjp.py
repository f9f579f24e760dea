"""Lets torch.func do it."""

import torch

from work04_grconv.recurrent.bptt import Gradients

OBJECT = "work04_grconv.recurrent.bptt:rnn_backward"
CAUGHT_BY = "bptt"


def rnn_backward(inputs, initial, states, grad_outputs, weights):
    def forward(x, h, w_ih, w_hh, bias):
        shown = []
        for step in x:
            h = torch.tanh(step @ w_ih.T + h @ w_hh.T + bias + weights.bias_hh)
            shown.append(h)
        return torch.stack(shown)

    given = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    return Gradients(*torch.func.vjp(forward, *given)[1](grad_outputs))
