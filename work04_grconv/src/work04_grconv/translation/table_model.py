"""A language model given as a table: small enough to try every translation, to test search with."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor


class TableModel:
    """log P(token | place, parity, last token) of a few sentences.

    The parity is that of the sum of all tokens before the last one: it makes the state depend on
    the whole beginning, as a network's does. The state of a row is (sentence, place, parity).

    Args:
        log_probabilities: by sentence, place, parity, last token and token.
    """

    def __init__(self, log_probabilities: Float[Tensor, "sentence place 2 last token"]) -> None:
        self.log_probabilities = log_probabilities
        sentences = torch.arange(len(log_probabilities), dtype=log_probabilities.dtype)
        zeros = torch.zeros_like(sentences)
        self.start = torch.stack((sentences, zeros, zeros), dim=1)

    def step(
        self, tokens: Int64[Tensor, " row"], state: Float[Tensor, "row 3"]
    ) -> tuple[Float[Tensor, "row token"], Float[Tensor, "row 3"]]:
        """Return the next token's log probabilities and the next state, as search asks for them."""
        sentence, place, parity = state.long().unbind(dim=1)
        after = torch.stack((sentence, place + 1, (parity + tokens) % 2), dim=1)
        return self.log_probabilities[sentence, place, parity, tokens], after.to(state.dtype)
