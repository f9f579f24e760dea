"""Takes the update gate for the share of the new."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    reset_input, update_input, new_input = from_input.chunk(3, dim=1)
    reset_state, update_state, new_state = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_input + reset_state)
    update = torch.sigmoid(update_input + update_state)
    new = torch.tanh(new_input + reset * new_state)
    return update * new + (1 - update) * state
