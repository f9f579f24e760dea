"""Returns zeros."""

import torch

from work04_grconv.recurrent.bptt import Gradients

OBJECT = "work04_grconv.recurrent.bptt:rnn_backward"
CAUGHT_BY = "bptt"


def rnn_backward(inputs, initial, states, grad_outputs, weights):
    given = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    return Gradients(*(torch.zeros_like(tensor) for tensor in given))
