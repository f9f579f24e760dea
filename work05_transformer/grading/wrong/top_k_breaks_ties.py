"""Of what equals the k-th, only some stay."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    places = logits.topk(min(k, logits.shape[-1])).indices
    outside = torch.ones_like(logits, dtype=torch.bool).scatter(-1, places, False)
    return logits.masked_fill(outside, -torch.inf)
