"""The scores are computed without gradients, so that no matrix learns."""

import torch

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"
CAUGHT_BY = "additive_attention"


def forward(self, query, key, value, mask=None):
    with torch.no_grad():
        pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
        scores = self.score(pairs.tanh()).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ value, weights
