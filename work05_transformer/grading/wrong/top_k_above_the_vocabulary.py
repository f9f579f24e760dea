"""A k above the vocabulary is an error."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    return logits.masked_fill(logits < logits.topk(k).values[..., -1:], -torch.inf)
