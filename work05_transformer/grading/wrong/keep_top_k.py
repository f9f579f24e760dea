"""Mistakes in keep_top_k: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"


def above_the_vocabulary(logits, k):
    """A k above the vocabulary is an error."""
    return logits.masked_fill(logits < logits.topk(k).values[..., -1:], -torch.inf)


def breaks_ties(logits, k):
    """Of what equals the k-th, only some stay."""
    places = logits.topk(min(k, logits.shape[-1])).indices
    outside = torch.ones_like(logits, dtype=torch.bool).scatter(-1, places, False)
    return logits.masked_fill(outside, -torch.inf)


def detached(logits, k):
    """What stays has lost its gradient."""
    logits = logits.detach()
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, -torch.inf)


def in_place(logits, k):
    """The logits that were handed over are changed."""
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    logits.data[logits < smallest] = -torch.inf
    return logits


def of_the_batch(logits, k):
    """The limit of the first text is that of all."""
    smallest = logits[0].topk(min(k, logits.shape[-1])).values[-1]
    return logits.masked_fill(logits < smallest, -torch.inf)


def smallest(logits, k):
    """The k smallest are kept."""
    border = logits.topk(min(k, logits.shape[-1]), largest=False).values[..., -1:]
    return logits.masked_fill(logits > border, -torch.inf)


def zeros(logits, k):
    """What is left out becomes 0, which is still a probability."""
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, 0.0)


def by_transformers(logits, k):
    """The ready class keeps the largest."""
    from transformers import TopKLogitsWarper

    return TopKLogitsWarper(k)(None, logits)
