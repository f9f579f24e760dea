"""Does not ask the query."""

import torch

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"
CAUGHT_BY = "attention"


def forward(self, query, keys, states, mask):
    scores = self.score(torch.tanh(keys)).squeeze(2)
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights
