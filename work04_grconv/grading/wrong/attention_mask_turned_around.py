"""Reads padding alone."""

import torch

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"
CAUGHT_BY = "attention"


def forward(self, query, keys, states, mask):
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = torch.softmax(scores.masked_fill(mask, -1e9), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights
