"""Begins behind the sentence's last word."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - times, times).clamp_max(len(padded) - 1)
    return padded.gather(0, places[:, :, None].expand_as(padded))
