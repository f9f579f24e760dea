"""Turns the sentences where they stand."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    with torch.no_grad():
        for column, length in enumerate(lengths.tolist()):
            padded[:length, column] = padded[:length, column].flip(0)
    return padded * 1.0
