"""The mask stays in the order of likelihood."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"
CAUGHT_BY = "top_p"


def keep_top_p(logits, p):
    probabilities = logits.sort(dim=-1, descending=True).values.softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities >= p
    outside[..., 0] = False
    return logits.masked_fill(outside, -torch.inf)
