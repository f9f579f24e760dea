"""The ready function mixes, and mixes again to find the weights."""

import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
    count = key.shape[-2]
    unit = torch.eye(count, dtype=key.dtype).expand(*key.shape[:-2], count, count)
    ready = torch.nn.functional.scaled_dot_product_attention
    weights = ready(query, key, unit, attn_mask=mask).nan_to_num()
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
