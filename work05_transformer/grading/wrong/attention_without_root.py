"""The products are not divided by √d."""

import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
    scores = query @ key.mT
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
