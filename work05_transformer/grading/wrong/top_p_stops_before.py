"""The token that crosses p is left out."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"
CAUGHT_BY = "top_p"


def keep_top_p(logits, p):
    ordered, places = logits.sort(dim=-1, descending=True)
    outside = ordered.softmax(dim=-1).cumsum(dim=-1) > p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)
