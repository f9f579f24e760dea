"""The weights are cut off from queries and keys, so that neither learns."""

import math

import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1).nan_to_num().detach()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
