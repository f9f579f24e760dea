"""Additive attention (Bahdanau, Cho & Bengio 2015): the decoder looks back at every word."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn


class AdditiveAttention(nn.Module):
    """Weights over a sentence's positions from a query.

        e_j = vᵀ tanh(W_q q + W_k h_j)      α = softmax(e)      context = Σ_j α_j h_j

    Args:
        query: width of q, the decoder's state.
        key: width of h_j, the encoder's state at word j.
        hidden: width of v.
    """

    def __init__(self, query: int, key: int, hidden: int) -> None:
        super().__init__()
        self.query = nn.Linear(query, hidden, bias=False)
        self.key = nn.Linear(key, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)

    def keys(self, states: Float[Tensor, "batch time key"]) -> Float[Tensor, "batch time hidden"]:
        """Return W_k h_j: the same at every step of the decoder, so it is computed once."""
        product: Tensor = self.key(states)
        return product

    def forward(
        self,
        query: Float[Tensor, "batch query"],
        keys: Float[Tensor, "batch time hidden"],
        states: Float[Tensor, "batch time key"],
        mask: Bool[Tensor, "batch time"],
    ) -> tuple[Float[Tensor, "batch key"], Float[Tensor, "batch time"]]:
        """Return the context and the weights, in the states' dtype; autograd goes back through both.

        Args:
            query: one for each sentence.
            keys: from `keys`.
            states: what the weights average.
            mask: True at a sentence's words, of which there is one at least, wherever they stand;
                False at padding, which gets a weight of 0.
        """
        scores = self.score(torch.tanh(keys + self.query(query)[:, None])).squeeze(2)
        weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
        return torch.einsum("bt,btk->bk", weights, states), weights
