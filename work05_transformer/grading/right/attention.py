"""Right solutions of scaled dot-product attention."""

import math

import torch
from torch import nn

OBJECT = "work05_transformer.layers.attention:attention"


def _drop(weights, dropout):
    return torch.nn.functional.dropout(weights, dropout) if dropout else weights


def by_matmul(query, key, value, mask=None, dropout=0.0):
    """Multiply matrices, divide the scores, repair closed rows with `where`."""
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(query.size(-1))
    if mask is not None:
        scores = torch.where(mask, scores, float("-inf"))
    weights = torch.softmax(scores, -1)
    if mask is not None:
        weights = torch.where(mask, weights, 0.0)
    return _drop(weights, dropout) @ value, weights


def by_hand(query, key, value, mask=None, dropout=0.0):
    """Write the softmax out: exponentials over their sum, which is one where nothing is left."""
    scores = query @ key.mT * query.shape[-1] ** -0.5
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    powers = (scores - scores.amax(-1, keepdim=True).detach()).exp() * mask
    total = powers.sum(-1, keepdim=True)
    weights = powers / total.masked_fill(total == 0, 1.0)
    keep = (torch.rand_like(weights) >= dropout) / (1 - dropout)
    return (weights * keep) @ value, weights


def by_a_large_number(query, key, value, mask=None, dropout=0.0):
    """Use a finite stand-in for −∞, then set what is closed to zero."""
    scores = torch.einsum("...id,...jd->...ij", query, key) / query.shape[-1] ** 0.5
    if mask is None:
        weights = scores.softmax(-1)
    else:
        weights = scores.masked_fill(mask.logical_not(), -1e9).softmax(-1) * mask
    return torch.einsum("...ij,...jd->...id", nn.Dropout(dropout)(weights), value), weights


def one_query_at_a_time(query, key, value, mask=None, dropout=0.0):
    """Loop over the queries."""
    shape = (*query.shape[:-1], key.shape[-2])
    allowed = torch.ones(shape, dtype=torch.bool) if mask is None else mask.expand(shape)
    rows = []
    for i in range(query.shape[-2]):
        scores = (query[..., i : i + 1, :] * key).sum(-1) / math.sqrt(key.shape[-1])
        scores = scores.masked_fill(~allowed[..., i, :], -torch.inf)
        open_row = allowed[..., i, :].any(-1, keepdim=True)
        safe = scores.where(open_row, 0.0)
        rows.append(safe.softmax(-1) * open_row)
    weights = torch.stack(rows, dim=-2)
    return _drop(weights, dropout) @ value, weights


def by_logarithms(query, key, value, mask=None, dropout=0.0):
    """Subtract the logarithm of the sum of exponentials."""
    scores = (query @ key.mT).div(math.sqrt(query.shape[-1]))
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = (scores - torch.logsumexp(scores, dim=-1, keepdim=True)).exp()
    if mask is not None:
        weights = weights * mask.to(weights.dtype)
    dropped = torch.bernoulli(torch.full_like(weights, 1 - dropout)) / (1 - dropout)
    return torch.matmul(weights * dropped, value), weights


def by_scaled_keys(query, key, value, mask=None, dropout=0.0):
    """Divide queries and keys by the fourth root each."""
    root = query.shape[-1] ** 0.25
    scores = (query / root) @ (key / root).transpose(-1, -2)
    if mask is not None:
        blocked = torch.zeros(mask.shape, dtype=scores.dtype).masked_fill(~mask, -1e20)
        scores = scores + blocked
    weights = nn.Softmax(dim=-1)(scores)
    if mask is not None:
        weights = weights.masked_fill(mask.logical_not(), 0)
    return _drop(weights, dropout) @ value, weights


def by_batches(query, key, value, mask=None, dropout=0.0):
    """Flatten the leading dimensions and multiply with `bmm`."""
    lead = query.shape[:-2]
    q, k, v = (x.reshape(-1, *x.shape[-2:]) for x in (query, key, value))
    scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.shape[2])
    if mask is not None:
        flat = mask.expand(*lead, *scores.shape[1:]).reshape(scores.shape)
        scores = scores.masked_fill(~flat, -1e12)
        weights = scores.softmax(2) * flat
    else:
        weights = scores.softmax(2)
    mixed = torch.bmm(_drop(weights, dropout), v)
    return mixed.reshape(*lead, *mixed.shape[1:]), weights.reshape(*lead, *weights.shape[1:])


def by_columns(query, key, value, mask=None, dropout=0.0):
    """Put the keys first, take the softmax over that dimension, and turn back."""
    scores = key @ query.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        allowed = mask.transpose(-1, -2)
        scores = scores.masked_fill(~allowed, -torch.inf)
        closed = ~allowed.any(-2, keepdim=True)
        scores = scores.masked_fill(closed, 0.0)
        columns = scores.softmax(-2).masked_fill(~allowed, 0.0)
    else:
        columns = scores.softmax(-2)
    weights = columns.mT
    return [_drop(weights, dropout) @ value, weights]


def by_a_root_in_float32(query, key, value, mask=None, dropout=0.0):
    """Divide by the root of a tensor, which is in float32."""
    scores = query @ key.mT / torch.sqrt(torch.tensor(query.shape[-1]))
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
