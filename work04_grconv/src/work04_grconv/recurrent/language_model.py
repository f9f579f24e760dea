"""Recurrent language models: the next token from all before it."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from work04_grconv.recurrent.layers import CellKind, Recurrent


class LanguageModel(nn.Module):
    """Embedding, one recurrent layer, logits of the next token.

    `bidirectional` is a trap, kept to show it: the backward direction has read the very token
    that is to be predicted, so the loss falls to nothing and the model can write nothing.

    Args:
        vocab_size: number of tokens.
        embedding: width of a token's vector.
        hidden: width of the state.
        kind: of cell.
        bidirectional: reads from both ends.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding: int,
        hidden: int,
        kind: CellKind,
        *,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding)
        self.recurrent = Recurrent(kind, embedding, hidden, bidirectional=bidirectional)
        self.output = nn.Linear(hidden * (1 + bidirectional), vocab_size)

    def forward(
        self, tokens: Int64[Tensor, "batch time"], state: Float[Tensor, "stack batch state"] | None
    ) -> tuple[Float[Tensor, "batch time vocabulary"], Float[Tensor, "stack batch state"]]:
        """Return the logits of the token after each one, and the state to go on with."""
        states, state = self.recurrent(self.embedding(tokens).transpose(0, 1), initial=state)
        logits: Tensor = self.output(states).transpose(0, 1)
        return logits, state


def continue_text(
    model: LanguageModel,
    tokens: Int64[Tensor, " prompt"],
    count: int,
    generator: torch.Generator,
    *,
    temperature: float = 1.0,
    special: int = 0,
) -> Iterator[int]:
    """Draw `count` tokens one by one, each from the model's distribution given all before.

    Args:
        model: in evaluation mode.
        tokens: the beginning, at least one.
        count: how many are drawn.
        generator: of the draws.
        temperature: below 1 prefers likely tokens.
        special: tokens with lower numbers are never drawn.

    Yields:
        the numbers of the tokens, each as soon as it is drawn.
    """
    state: Tensor | None = None
    for _ in range(count):
        with torch.inference_mode():
            logits, state = model(tokens[None], state)
            probabilities = torch.softmax(logits[0, -1, special:] / temperature, dim=0)
            tokens = special + torch.multinomial(probabilities, 1, generator=generator)
        yield int(tokens)
