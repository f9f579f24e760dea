"""Takes the weights through NumPy, which loses their gradient."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    w_ih, w_hh = (
        torch.from_numpy(w.detach().numpy()) for w in (weights.weight_ih, weights.weight_hh)
    )
    return torch.tanh(inputs @ w_ih.T + weights.bias_ih + state @ w_hh.T + weights.bias_hh)
