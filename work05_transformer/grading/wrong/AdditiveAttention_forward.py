"""Mistakes in AdditiveAttention.forward: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"


def mask_ignored(self, query, key, value, mask=None):
    """The mask is not applied."""
    pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
    weights = self.score(pairs.tanh()).squeeze(-1).softmax(dim=-1)
    return weights @ value, weights


def nan_rows(self, query, key, value, mask=None):
    """A closed row gives NaN."""
    scores = self.score((self.query(query)[:, :, None] + self.key(key)[:, None]).tanh()).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights


def of_products(self, query, key, value, mask=None):
    """The projected queries and keys are multiplied, as in the Transformer."""
    scores = self.score((self.query(query)[:, :, None] * self.key(key)[:, None]).tanh()).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ value, weights


def without_gradient(self, query, key, value, mask=None):
    """The scores are computed without gradients, so that no matrix learns."""
    with torch.no_grad():
        pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
        scores = self.score(pairs.tanh()).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ value, weights


def without_tanh(self, query, key, value, mask=None):
    """The tanh is missing: the query cancels out."""
    pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
    scores = self.score(pairs).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ value, weights
