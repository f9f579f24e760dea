"""Mistakes in attention that show in training alone: each function is one."""

import math

import torch

OBJECT = "work05_transformer.layers.attention:attention"


def drops_detached(query, key, value, mask=None, dropout=0.0):
    """Where dropout acts, the weights pass no gradient."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    kept = torch.nn.functional.dropout(weights.detach(), dropout) if dropout else weights
    return kept @ value, weights


def drops_without_a_mask(query, key, value, mask=None, dropout=0.0):
    """Dropout acts only where there is no mask."""
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is None:
        weights = scores.softmax(-1)
        return torch.nn.functional.dropout(weights, dropout) @ value, weights
    weights = scores.masked_fill(~mask, -torch.inf).softmax(-1).masked_fill(~mask, 0.0)
    return weights @ value, weights


def keys_detached(query, key, value, mask=None, dropout=0.0):
    """Where dropout acts, keys and values get no gradient."""
    if dropout:
        key, value = key.detach(), value.detach()
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
