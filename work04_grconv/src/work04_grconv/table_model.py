"""A language model given as a table: small enough to try every translation, to test search with."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor


class TableModel:
    """log P(token | last token, place) of a few sentences.

    The state of a row is its sentence's number and the place.

    Args:
        log_probabilities: by sentence, place, last token and token.
    """

    def __init__(self, log_probabilities: Float[Tensor, "sentence place last token"]) -> None:
        self.log_probabilities = log_probabilities
        sentences = torch.arange(len(log_probabilities), dtype=log_probabilities.dtype)
        self.start = torch.stack((sentences, torch.zeros_like(sentences)), dim=1)

    def step(
        self, tokens: Int64[Tensor, " row"], state: Float[Tensor, "row 2"]
    ) -> tuple[Float[Tensor, "row token"], Float[Tensor, "row 2"]]:
        """The next token's log probabilities and the next state, as search asks for them."""
        sentence, place = state.long().unbind(dim=1)
        after = torch.stack((state[:, 0], state[:, 1] + 1), dim=1)
        return self.log_probabilities[sentence, place, tokens], after
