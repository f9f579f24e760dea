"""Turns in NumPy, through which no gradient goes back."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    turned = padded.detach().numpy().copy()
    for column, length in enumerate(lengths.tolist()):
        turned[:length, column] = turned[:length, column][::-1].copy()
    return torch.from_numpy(turned)
