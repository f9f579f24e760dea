"""Weighs all words alike."""

import torch

OBJECT = "work04_grconv.translation.attention:AdditiveAttention.forward"
CAUGHT_BY = "attention"


def forward(self, query, keys, states, mask):
    scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
    weights = mask / mask.sum(dim=1, keepdim=True).to(scores.dtype)
    return torch.einsum("bt,btk->bk", weights, states), weights
