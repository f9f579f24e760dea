"""Mistakes in attention: each function is one, and its docstring says which."""

import math

import numpy as np
import torch

OBJECT = "work05_transformer.layers.attention:attention"


def by_numpy(query, key, value, mask=None, dropout=0.0):
    """The softmax is taken by NumPy, which knows no gradients."""
    scores = (query @ key.mT / math.sqrt(query.shape[-1])).detach().numpy()
    allowed = (
        np.ones(scores.shape, bool) if mask is None else np.broadcast_to(mask.numpy(), scores.shape)
    )
    powers = np.exp(scores - scores.max(-1, keepdims=True)) * allowed
    weights = torch.from_numpy(powers / np.maximum(powers.sum(-1, keepdims=True), 1e-300))
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def by_the_ready_function(query, key, value, mask=None, dropout=0.0):
    """The ready function mixes, and mixes again to find the weights."""
    count = key.shape[-2]
    unit = torch.eye(count, dtype=key.dtype).expand(*key.shape[:-2], count, count)
    ready = torch.nn.functional.scaled_dot_product_attention
    weights = ready(query, key, unit, attn_mask=mask).nan_to_num()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def detached(query, key, value, mask=None, dropout=0.0):
    """The weights are cut off from queries and keys, so that neither learns."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1).nan_to_num().detach()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def drops_values(query, key, value, mask=None, dropout=0.0):
    """Dropout acts on the mixed values."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ torch.nn.functional.dropout(value, dropout), weights


def drops_without_scaling(query, key, value, mask=None, dropout=0.0):
    """The weights that are left are not divided by 1 − dropout."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return (weights * (torch.rand_like(weights) >= dropout)) @ value, weights


def masked_after_softmax(query, key, value, mask=None, dropout=0.0):
    """Weights are masked after the softmax: they no longer sum to 1."""
    weights = (query @ key.mT / math.sqrt(query.shape[-1])).softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def nan_gradient(query, key, value, mask=None, dropout=0.0):
    """A closed row gives zeros forwards, and NaN backwards."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1).nan_to_num()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def nan_rows(query, key, value, mask=None, dropout=0.0):
    """A query that may attend to nothing gets NaN."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def normalizes_again(query, key, value, mask=None, dropout=0.0):
    """The weights that dropout leaves are normalized again."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    kept = torch.nn.functional.dropout(weights, dropout)
    if dropout:
        kept = kept / kept.sum(-1, keepdim=True).clamp(min=1e-9)
    return kept @ value, weights


def of_four_dimensions(query, key, value, mask=None, dropout=0.0):
    """The keys are transposed by number, so that only four dimensions work."""
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def over_queries(query, key, value, mask=None, dropout=0.0):
    """The softmax runs over the queries."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-2).nan_to_num()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def returns_dropped_weights(query, key, value, mask=None, dropout=0.0):
    """The weights come back after dropout."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    weights = torch.nn.functional.dropout(weights, dropout)
    return weights @ value, weights


def uniform_closed_row(query, key, value, mask=None, dropout=0.0):
    """A closed row attends to everything alike."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = scores.softmax(-1)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights


def without_dropout(query, key, value, mask=None, dropout=0.0):
    """The dropout is not applied."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ value, weights


def without_root(query, key, value, mask=None, dropout=0.0):
    """The products are not divided by √d."""
    scores = query @ key.mT
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
