"""The weights that dropout leaves are normalized again."""

import math

import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
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
