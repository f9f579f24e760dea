"""Takes the first step to start from a state of zeros."""

import torch

from work04_grconv.recurrent.bptt import Gradients

OBJECT = "work04_grconv.recurrent.bptt:rnn_backward"
CAUGHT_BY = "bptt"


def rnn_backward(inputs, initial, states, grad_outputs, weights):
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else torch.zeros_like(initial)
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)
