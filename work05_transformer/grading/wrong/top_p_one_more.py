"""Where the sum is exactly p, one token more stays."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"
CAUGHT_BY = "top_p"


def keep_top_p(logits, p):
    ordered, places = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities > p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)
