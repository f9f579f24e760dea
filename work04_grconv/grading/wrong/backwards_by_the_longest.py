"""Turns all sentences by the longest one's length."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths.max(), lengths.max() - 1 - times, times).expand(
        -1, len(lengths)
    )
    return padded.gather(0, places[:, :, None].expand_as(padded))
