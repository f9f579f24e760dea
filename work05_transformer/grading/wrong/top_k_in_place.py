"""The logits that were handed over are changed."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    logits.data[logits < smallest] = -torch.inf
    return logits
