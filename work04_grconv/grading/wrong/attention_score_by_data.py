"""Reads v by .data, so that it learns nothing."""

import torch

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"
CAUGHT_BY = "attention"


def forward(self, query, keys, states, mask):
    scores = torch.tanh(keys + self.query(query)[:, None]) @ self.score.weight.data[0]
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
    return torch.einsum("bt,btk->bk", weights, states), weights
