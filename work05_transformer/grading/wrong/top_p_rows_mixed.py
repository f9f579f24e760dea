"""The order of the first text is that of all."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"
CAUGHT_BY = "top_p"


def keep_top_p(logits, p):
    places = logits[0].argsort(descending=True).expand(logits.shape)
    probabilities = logits.gather(-1, places).softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities >= p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)
