"""Returns zeros."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, times)
    return torch.zeros_like(padded.gather(0, places[:, :, None].expand_as(padded)))
