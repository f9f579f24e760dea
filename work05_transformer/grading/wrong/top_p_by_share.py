"""Tokens with a probability of at least 1 − p stay."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"
CAUGHT_BY = "top_p"


def keep_top_p(logits, p):
    probabilities = logits.softmax(-1)
    outside = (probabilities < 1 - p) & (probabilities < probabilities.amax(-1, keepdim=True))
    return logits.masked_fill(outside, -torch.inf)
