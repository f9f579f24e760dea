"""The mask holds ones and zeros instead of truth values."""

import torch

OBJECT = "work05_transformer.layers.attention:causal_mask"
CAUGHT_BY = "causal_mask"


def causal_mask(queries, keys=None, device=None):
    keys = queries if keys is None else keys
    return torch.ones(queries, keys, device=device).tril(keys - queries)
