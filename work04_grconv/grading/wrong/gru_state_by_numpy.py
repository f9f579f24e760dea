"""Takes the old state through NumPy, which loses its gradient."""

import torch

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    old = torch.from_numpy(state.detach().numpy())
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (old @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + reset * h[2])
    return (1 - update) * new + update * old
