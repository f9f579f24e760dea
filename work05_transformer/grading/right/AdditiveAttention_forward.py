"""Right solutions of additive attention."""

import torch

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"


def by_broadcasting(self, query, key, value, mask=None):
    """Unsqueeze both, add, and mask with `where`."""
    hidden = torch.tanh(self.query(query).unsqueeze(2) + self.key(key).unsqueeze(1))
    scores = self.score(hidden)[..., 0]
    if mask is None:
        weights = torch.softmax(scores, dim=2)
    else:
        weights = torch.softmax(torch.where(mask, scores, -torch.inf), dim=2)
        weights = torch.where(mask, weights, 0.0)
    return torch.bmm(weights, value), weights


def one_query_at_a_time(self, query, key, value, mask=None):
    """Loop over the queries; the softmax is written out."""
    keys, rows = self.key(key), []
    for i in range(query.shape[1]):
        scores = self.score(torch.tanh(self.query(query[:, i : i + 1]) + keys)).squeeze(2)
        powers = (scores - scores.amax(1, keepdim=True)).exp()
        if mask is not None:
            allowed = mask.expand(-1, query.shape[1], -1)[:, i]
            powers = torch.where(allowed, (scores - scores.amax(1, keepdim=True)).exp(), 0.0)
        rows.append(powers / powers.sum(1, keepdim=True).clamp(min=1e-30))
    weights = torch.stack(rows, dim=1)
    return weights @ value, weights


def by_weights(self, query, key, value, mask=None):
    """Use the three matrices instead of the layers."""
    projected_query = query @ self.query.weight.T
    projected_key = key @ self.key.weight.T
    hidden = (projected_query[:, :, None, :] + projected_key[:, None, :, :]).tanh()
    scores = hidden @ self.score.weight[0]
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -1e30)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return torch.einsum("bqk,bkd->bqd", weights, value), weights


def by_einsum(self, query, key, value, mask=None):
    """Write every product as an einsum."""
    q = torch.einsum("bqi,hi->bqh", query, self.query.weight)
    k = torch.einsum("bki,hi->bkh", key, self.key.weight)
    hidden = torch.tanh(q[:, :, None] + k[:, None])
    scores = torch.einsum("bqkh,oh->bqk", hidden, self.score.weight)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
        scores = scores.masked_fill(~mask.any(-1, keepdim=True), 0.0)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return torch.einsum("bqk,bkd->bqd", weights, value), weights


def by_repetition(self, query, key, value, mask=None):
    """Repeat queries and keys to all pairs first."""
    batch, queries, _ = query.shape
    keys = key.shape[1]
    left = self.query(query).repeat_interleave(keys, dim=1)
    right = self.key(key).repeat(1, queries, 1)
    scores = self.score((left + right).tanh()).view(batch, queries, keys)
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, -1e25)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights.where(mask, torch.zeros((), dtype=weights.dtype))
    return weights @ value, weights


def by_logsumexp(self, query, key, value, mask=None):
    """Take exponentials of the scores less the logarithm of their sum."""
    scores = self.score((self.query(query)[:, :, None] + self.key(key)[:, None]).tanh()).flatten(2)
    allowed = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask
    scores = scores.masked_fill(~allowed, -1e15)
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp() * allowed
    return (weights.unsqueeze(-1) * value.unsqueeze(1)).sum(2), weights


def text_by_text(self, query, key, value, mask=None):
    """Loop over the batch."""
    mixed, weights = [], []
    for index in range(len(query)):
        pairs = self.query(query[index])[:, None] + self.key(key[index])[None]
        scores = self.score(torch.tanh(pairs))[:, :, 0]
        if mask is not None:
            allowed = mask[index].expand(scores.shape)
            row = torch.softmax(scores.masked_fill(~allowed, -1e9), dim=1).masked_fill(~allowed, 0)
        else:
            row = torch.softmax(scores, dim=1)
        weights.append(row)
        mixed.append(row @ value[index])
    return torch.stack(mixed), torch.stack(weights)


def by_exponential_of_tanh(self, query, key, value, mask=None):
    """Write tanh by the sigmoid, 2 σ(2x) − 1."""
    pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
    scores = self.score(2 * torch.sigmoid(2 * pairs) - 1).squeeze(-1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e18)
    weights = torch.nn.functional.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights * mask.to(weights.dtype)
    return torch.matmul(weights, value), weights
