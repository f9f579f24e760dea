"""True stands where a query may not attend."""

import torch

OBJECT = "work05_transformer.layers.attention:causal_mask"
CAUGHT_BY = "causal_mask"


def causal_mask(queries, keys=None, device=None):
    keys = queries if keys is None else keys
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=device)
    return allowed.triu(keys - queries + 1)
