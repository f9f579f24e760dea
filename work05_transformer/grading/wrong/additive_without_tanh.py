"""The tanh is missing: the query cancels out."""

import torch

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"
CAUGHT_BY = "additive_attention"


def forward(self, query, key, value, mask=None):
    pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
    scores = self.score(pairs).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ value, weights
