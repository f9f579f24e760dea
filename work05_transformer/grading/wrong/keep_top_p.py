"""Mistakes in keep_top_p: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"


def by_share(logits, p):
    """Tokens with a probability of at least 1 − p stay."""
    probabilities = logits.softmax(-1)
    outside = (probabilities < 1 - p) & (probabilities < probabilities.amax(-1, keepdim=True))
    return logits.masked_fill(outside, -torch.inf)


def may_be_empty(logits, p):
    """With a tiny p even the likeliest token goes."""
    ordered, places = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities >= p
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)


def not_put_back(logits, p):
    """The mask stays in the order of likelihood."""
    probabilities = logits.sort(dim=-1, descending=True).values.softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities >= p
    outside[..., 0] = False
    return logits.masked_fill(outside, -torch.inf)


def one_more(logits, p):
    """Where the sum is exactly p, one token more stays."""
    ordered, places = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities > p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)


def rows_mixed(logits, p):
    """The order of the first text is that of all."""
    places = logits[0].argsort(descending=True).expand(logits.shape)
    probabilities = logits.gather(-1, places).softmax(dim=-1)
    outside = probabilities.cumsum(dim=-1) - probabilities >= p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)


def stops_before(logits, p):
    """The token that crosses p is left out."""
    ordered, places = logits.sort(dim=-1, descending=True)
    outside = ordered.softmax(dim=-1).cumsum(dim=-1) > p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)


def by_transformers(logits, p):
    """The ready class keeps the nucleus."""
    from transformers import TopPLogitsWarper

    return TopPLogitsWarper(p)(None, logits)


def with_all_equals(logits, p):
    """What is as likely as the last of the nucleus stays as well."""
    probabilities = logits.softmax(-1)
    ordered = probabilities.sort(-1, descending=True).values
    needed = (ordered.cumsum(-1) - ordered < p).sum(-1, keepdim=True).clamp(min=1)
    smallest = ordered.gather(-1, needed - 1)
    return logits.masked_fill(probabilities < smallest, -torch.inf)
