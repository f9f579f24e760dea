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
