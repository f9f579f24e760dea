"""Recurrent language models: the next token from all before it."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from shared.data.text import load_book, load_standard_library
from work04_grconv.recurrent import Kind, Recurrent

TextName = Literal["timemachine", "tinyshakespeare", "standard-library"]
HELD_OUT = 0.1


class LanguageModel(nn.Module):
    """Embedding, one recurrent layer, scores of the next token.

    `bidirectional` is a trap, kept to show it: the backward direction has read the very token
    that is to be predicted, so the loss falls to nothing and the model can write nothing.

    Args:
        vocabulary: number of tokens.
        embedding: width of a token's vector.
        hidden: width of the state.
        kind: of cell.
        bidirectional: reads from both ends.
    """

    def __init__(
        self,
        vocabulary: int,
        embedding: int,
        hidden: int,
        kind: Kind,
        *,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.recurrent = Recurrent(kind, embedding, hidden, bidirectional=bidirectional)
        self.scores = nn.Linear(hidden * (1 + bidirectional), vocabulary)

    def forward(
        self, tokens: Int64[Tensor, "batch time"], state: Float[Tensor, "stack batch state"] | None
    ) -> tuple[Float[Tensor, "batch time vocabulary"], Float[Tensor, "stack batch state"]]:
        """Scores of the token after each one, and the state to go on with."""
        shown, state = self.recurrent(self.embedding(tokens).transpose(0, 1), initial=state)
        scores: Tensor = self.scores(shown).transpose(0, 1)
        return scores, state


@torch.inference_mode()
def continue_text(
    model: LanguageModel,
    tokens: Int64[Tensor, " prompt"],
    count: int,
    generator: torch.Generator,
    temperature: float = 1.0,
) -> Int64[Tensor, " text"]:
    """Draw `count` tokens one by one, each from the model's distribution given all before.

    Args:
        tokens: the beginning, at least one.
        temperature: below 1 prefers likely tokens.
    """
    state: Tensor | None = None
    new = tokens[None]
    for _ in range(count):
        scores, state = model(new, state)
        chances = torch.softmax(scores[0, -1] / temperature, dim=0)
        new = torch.multinomial(chances, 1, generator=generator)[None]
        tokens = torch.cat((tokens, new[0]))
    return tokens


def load_text(name: TextName, longest: int = 1_000_000) -> tuple[str, str]:
    """The first `longest` characters of a text, cut into the part to learn and the held-out end.

    The standard library is always there; the books are fetched.
    """
    if name == "standard-library":
        text = load_standard_library().text
    else:
        text = load_book(name)
    text = text[:longest]
    border = int(len(text) * (1 - HELD_OUT))
    return text[:border], text[border:]
