"""Resets the state before the product, as the paper does and torch does not."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    reset_input, update_input, new_input = from_input.chunk(3, dim=1)
    reset_state, update_state, _ = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_input + reset_state)
    update = torch.sigmoid(update_input + update_state)
    hidden = state.shape[1]
    weight, bias = weights.weight_hh[2 * hidden :], weights.bias_hh[2 * hidden :]
    new = torch.tanh(new_input + (reset * state) @ weight.T + bias)
    return (1 - update) * new + update * state
