"""Leaves the last word where it is."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths - 1, lengths - 2 - times, times)
    return padded.gather(0, places[:, :, None].expand_as(padded))
