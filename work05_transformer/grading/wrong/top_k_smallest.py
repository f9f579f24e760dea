"""The k smallest are kept."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    border = logits.topk(min(k, logits.shape[-1]), largest=False).values[..., -1:]
    return logits.masked_fill(logits > border, -torch.inf)
