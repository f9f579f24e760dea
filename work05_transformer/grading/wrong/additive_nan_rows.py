"""A closed row gives NaN."""

import torch

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"
CAUGHT_BY = "additive_attention"


def forward(self, query, key, value, mask=None):
    scores = self.score((self.query(query)[:, :, None] + self.key(key)[:, None]).tanh()).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
