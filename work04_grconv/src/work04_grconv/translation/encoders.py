"""Encoders: a sentence as one vector, and for attention as one vector a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from work04_grconv.grconv.fast import encode_batch
from work04_grconv.grconv.plain import Activation, GrConv
from work04_grconv.recurrent.layers import Recurrent
from work04_grconv.text.vocabulary import PAD


@dataclass(frozen=True)
class Encoded:
    """A batch of sentences as a decoder gets them.

    Attributes:
        code: each sentence as one vector.
        states: a vector for each word; None where the decoder must do with the code.
        mask: True at words, False at padding.
        keys: what attention compares a query with, from the states, once it is computed.
    """

    code: Float[Tensor, "batch code"]
    states: Float[Tensor, "batch time width"] | None
    mask: Bool[Tensor, "batch time"]
    keys: Float[Tensor, "batch time hidden"] | None = None

    def rows(self, places: Int64[Tensor, " row"]) -> Encoded:
        """Return for each row the sentence at its place: a search has several rows of a sentence."""
        parts = (self.code, self.states, self.mask, self.keys)
        rows: Any = (p if p is None else p[places] for p in parts)
        return Encoded(*rows)


class RecurrentEncoder(nn.Module):
    """Word vectors and a gated recurrent network; the code is its last state (RNNenc).

    With `bidirectional` it also gives a vector for each word, forward and backward state side by
    side, for attention to read (Bahdanau et al. 2015, section 3.2); the code is then the two last
    states side by side.
    """

    def __init__(
        self, vocab_size: int, embedding: int, hidden: int, *, bidirectional: bool, dropout: float
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.recurrent = Recurrent("gru", embedding, hidden, bidirectional=bidirectional)
        self.bidirectional = bidirectional
        self.width = hidden * (2 if bidirectional else 1)

    def forward(
        self, tokens: Int64[Tensor, "batch time"], lengths: Int64[Tensor, " batch"]
    ) -> Encoded:
        """Read padded sentences."""
        words = self.dropout(self.embedding(tokens)).transpose(0, 1)
        states, last = self.recurrent(words, lengths)
        code = last.transpose(0, 1).flatten(start_dim=1)
        word_states = states.transpose(0, 1) if self.bidirectional else None
        return Encoded(code, word_states, word_mask(tokens, lengths))


class GrConvEncoder(nn.Module):
    """Word vectors and a gated recursive convolution; the code is the tree's root."""

    def __init__(
        self, vocab_size: int, embedding: int, hidden: int, *, activation: Activation,
        dropout: float,
    ) -> None:  # fmt: skip
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.grconv = GrConv(embedding, hidden, activation)
        self.width = hidden

    def forward(
        self, tokens: Int64[Tensor, "batch time"], lengths: Int64[Tensor, " batch"]
    ) -> Encoded:
        """Read padded sentences."""
        words = self.dropout(self.embedding(tokens))
        return Encoded(encode_batch(self.grconv, words, lengths), None, word_mask(tokens, lengths))


def word_mask(
    tokens: Int64[Tensor, "batch time"], lengths: Int64[Tensor, " batch"]
) -> Bool[Tensor, "batch time"]:
    """Return True where a sentence has a word, False at padding."""
    return torch.arange(tokens.shape[1], device=tokens.device) < lengths[:, None]
