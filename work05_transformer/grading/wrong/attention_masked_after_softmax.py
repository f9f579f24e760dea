"""Weights are masked after the softmax: they no longer sum to 1."""

import math

import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
    weights = (query @ key.mT / math.sqrt(query.shape[-1])).softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
