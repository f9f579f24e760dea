"""Mistakes in AdditiveAttention.forward: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"


def averages_the_first_words(self, query, keys, states, mask):
    """Takes the mask for a length, and the words for the first ones."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(
        scores.masked_fill(
            torch.arange(mask.shape[1]) >= mask.sum(dim=1, keepdim=True), float("-inf")
        ),
        dim=1,
    )
    return torch.einsum("bt,btk->bk", weights, states), weights


def ignores_the_mask(self, query, keys, states, mask):
    """Reads padding too."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores, dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def ignores_the_query(self, query, keys, states, mask):
    """Does not ask the query."""
    scores = self.score(torch.tanh(keys)).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def keys_anew(self, query, keys, states, mask):
    """Computes the keys anew, and does not use those it was given."""
    scores = self.score(torch.tanh(self.key(states) + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def keys_detached(self, query, keys, states, mask):
    """Cuts the keys off."""
    scores = self.score(torch.tanh(keys.detach() + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def mask_turned_around(self, query, keys, states, mask):
    """Reads padding alone."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(mask, -1e9), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def masks_after_softmax(self, query, keys, states, mask):
    """Masks the weights, which then no longer sum to 1."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores, dim=1) * mask
    return torch.einsum("bt,btk->bk", weights, states), weights


def masks_with_zero(self, query, keys, states, mask):
    """Sets padding's scores to 0, which is no small score."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, 0.0), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def over_the_batch(self, query, keys, states, mask):
    """Takes the softmax over the batch."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, -1e9), dim=0) * mask
    return torch.einsum("bt,btk->bk", weights, states), weights


def query_detached(self, query, keys, states, mask):
    """Cuts the query off."""
    scores = self.score(torch.tanh(keys + self.query(query.detach())[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def returned_weights_detached(self, query, keys, states, mask):
    """Returns weights without a gradient."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights.detach()


def scaled(self, query, keys, states, mask):
    """Divides the scores by the root of the width."""
    scores = (
        self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2) / keys.shape[2] ** 0.5
    )
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def score_by_data(self, query, keys, states, mask):
    """Reads v by .data, so that it learns nothing."""
    scores = torch.tanh(keys + self.query(query)[:, None]) @ self.score.weight.data[0]
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def small_leak(self, query, keys, states, mask):
    """Leaves a little to padding."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, -10.0), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def states_detached(self, query, keys, states, mask):
    """Averages detached states."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states.detach()), weights


def uniform(self, query, keys, states, mask):
    """Weighs all words alike."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = mask / mask.sum(dim=1, keepdim=True).to(scores.dtype)
    return torch.einsum("bt,btk->bk", weights, states), weights


def weights_detached(self, query, keys, states, mask):
    """Gives the context weights that have no gradient."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights.detach(), states), weights


def weights_first(self, query, keys, states, mask):
    """Returns the weights first."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return weights, torch.einsum("bt,btk->bk", weights, states)


def without_tanh(self, query, keys, states, mask):
    """Adds query and key without tanh."""
    scores = self.score(keys + self.query(query)[:, None]).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights


def zeros(self, query, keys, states, mask):
    """Returns zeros."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.zeros_like(states[:, 0]), torch.zeros_like(weights)


def in_double(self, query, keys, states, mask):
    """Answers in float64 whatever the states are."""
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states).double(), weights.double()
