"""What stays has lost its gradient."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    logits = logits.detach()
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, -torch.inf)
