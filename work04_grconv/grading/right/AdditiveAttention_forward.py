"""Right solutions of the exercise "Additive attention"."""

import math

import torch
from torch.nn import functional

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"


def sentence_by_sentence(self, query, keys, states, mask):
    """Look at the words of one sentence at a time."""
    contexts, weights = [], []
    for b in range(len(query)):
        scores = self.score(torch.tanh(keys[b] + self.query(query[b])))[:, 0]
        chosen = torch.zeros_like(scores)
        chosen[mask[b]] = torch.softmax(scores[mask[b]], dim=0)
        weights.append(chosen)
        contexts.append(chosen @ states[b])
    return torch.stack(contexts), torch.stack(weights)


def minus_infinity_is_added(self, query, keys, states, mask):
    """Add 0 or −∞ to the scores, and take the mean by bmm."""
    energy = torch.tanh(self.query(query).unsqueeze(1) + keys)
    scores = self.score(energy)[..., 0]
    scores = scores + torch.where(mask, 0.0, -torch.inf).to(scores.dtype)
    weights = functional.softmax(scores, dim=-1)
    return torch.bmm(weights.unsqueeze(1), states).squeeze(1), weights


def exponentials_of_words(self, query, keys, states, mask):
    """Write the softmax out; padding has an exponential of 0."""
    scores = torch.tanh(keys + self.query(query)[:, None, :]) @ self.score.weight[0]
    exponentials = torch.exp(scores) * mask
    weights = exponentials / exponentials.sum(dim=1, keepdim=True)
    return (weights[:, :, None] * states).sum(dim=1), weights


def the_smallest_number(self, query, keys, states, mask):
    """Give padding the smallest number there is."""
    mixed = functional.linear(query, self.query.weight)[:, None].add(keys).tanh()
    scores = functional.linear(mixed, self.score.weight).flatten(1)
    scores = scores.masked_fill(mask.logical_not(), torch.finfo(scores.dtype).min)
    weights = scores.softmax(1)
    return torch.matmul(weights[:, None], states)[:, 0], weights


def with_einsum(self, query, keys, states, mask):
    """Name the axes."""
    asked = torch.einsum("bq,hq->bh", query, self.query.weight)
    energy = torch.tanh(asked[:, None] + keys)
    scores = torch.einsum("bth,h->bt", energy, self.score.weight.squeeze(0))
    scores[~mask] = float("-inf")
    weights = torch.softmax(scores, dim=1)
    return torch.einsum("btk,bt->bk", states, weights), weights


def with_vmap(self, query, keys, states, mask):
    """Write it for one sentence, and let vmap make it one for a batch."""

    def single(q, k, h, words):
        scores = torch.tanh(k + self.query.weight @ q) @ self.score.weight[0]
        weights = torch.softmax(torch.where(words, scores, -torch.inf), dim=0)
        return weights @ h, weights

    return torch.vmap(single)(query, keys, states, mask)


def logarithms(self, query, keys, states, mask):
    """Take the weights by their logarithms."""
    energy = torch.tanh(keys + self.query(query).view(len(query), 1, -1))
    scores = self.score(energy).view(mask.shape).masked_fill(mask == 0, -1e30)
    logs = scores - torch.logsumexp(scores, dim=1, keepdim=True)
    weights = logs.exp()
    return states.transpose(1, 2).matmul(weights.unsqueeze(2)).squeeze(2), weights


def all_words_in_one_list(self, query, keys, states, mask):
    """Take all words of the batch out of it, and put their weights back."""
    rows, places = mask.nonzero(as_tuple=True)
    scores = self.score(torch.tanh(keys[rows, places] + self.query(query)[rows])).squeeze(1)
    exponentials = torch.exp(scores - scores.max().detach())
    sums = torch.zeros(len(query), dtype=scores.dtype).index_add(0, rows, exponentials)
    shares = exponentials / sums[rows]
    weights = torch.zeros(mask.shape, dtype=scores.dtype).index_put((rows, places), shares)
    shape = (len(query), states.shape[2])
    parts = shares[:, None] * states[rows, places]
    return torch.zeros(shape, dtype=states.dtype).index_add(0, rows, parts), weights


def word_by_word(self, query, keys, states, mask):
    """Go over places; return a list."""
    asked = self.query(query)
    columns = []
    for place in range(keys.shape[1]):
        energy = torch.tanh(keys[:, place] + asked)
        scores = (energy * self.score.weight).sum(dim=1)
        columns.append(scores.masked_fill(~mask[:, place], float("-inf")))
    weights = torch.stack(columns, dim=1).softmax(dim=1)
    context = sum(weights[:, t, None] * states[:, t] for t in range(states.shape[1]))
    return [context, weights]


def scores_of_tanh_by_exp(self, query, keys, states, mask):
    """tanh from powers of e, which is a tensor in single precision."""
    euler = torch.tensor(math.e)
    raw = keys + self.query(query).unsqueeze(1)
    scores = self.score(1 - 2 / (euler ** (2 * raw) + 1)).squeeze(-1)
    weights = scores.masked_fill(mask.logical_not(), -math.inf).softmax(dim=1)
    return torch.bmm(weights.unsqueeze(1), states).squeeze(1), weights
