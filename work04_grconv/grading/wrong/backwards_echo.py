"""Turns nothing around."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    times = torch.arange(len(padded))[:, None]
    places = times.expand(-1, len(lengths))
    return padded.gather(0, places[:, :, None].expand_as(padded))
