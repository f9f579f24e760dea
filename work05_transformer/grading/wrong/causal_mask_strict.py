"""A position may not look at itself."""

import torch

OBJECT = "work05_transformer.layers.attention:causal_mask"
CAUGHT_BY = "causal_mask"


def causal_mask(queries, keys=None, device=None):
    keys = queries if keys is None else keys
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=device)
    return allowed.tril(diagonal=keys - queries - 1)
