"""Decoders: a recurrent language model of the target, conditioned on the source at every step."""

from __future__ import annotations

from dataclasses import replace

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.functional import linear

from work04_grconv.attention import AdditiveAttention
from work04_grconv.cells import Weights, gru_step
from work04_grconv.encoders import Encoded
from work04_grconv.errors import ModelError
from work04_grconv.recurrent import Recurrent
from work04_grconv.recurrent_fast import gru_sequence
from work04_grconv.vocabulary import PAD

Step = tuple[Float[Tensor, "batch vocabulary"], Float[Tensor, "batch hidden"], Tensor | None]


class Decoder(nn.Module):
    """What both decoders share: embedding, gated unit, and the words' scores.

    The first state is tanh(W c + b). A word's score is read from the new state, the last word
    and what the source says (Cho et al. 2014b, section 2.2; without its maxout).

    Args:
        vocabulary: of the target.
        embedding: width of a word's vector.
        hidden: width of the state.
        code: width of the encoder's code.
        seen: width of what the source says at each step.
        dropout: of word vectors and of what the scores are read from.
    """

    def __init__(
        self, vocabulary: int, embedding: int, hidden: int, *, code: int, seen: int, dropout: float
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.first_state = nn.Linear(code, hidden)
        self.recurrent = Recurrent("gru", embedding + seen, hidden)
        self.readout = nn.Linear(hidden + embedding + seen, hidden)
        self.scores = nn.Linear(hidden, vocabulary)

    def prepare(self, encoded: Encoded) -> Encoded:
        """What is the same at every step, added to `encoded`."""
        return encoded

    def step(
        self,
        encoded: Encoded,
        tokens: Int64[Tensor, " batch"],
        state: Float[Tensor, "batch hidden"],
    ) -> Step:
        """One step of a translation: each decoder has its own."""
        raise NotImplementedError

    def start(self, encoded: Encoded) -> Float[Tensor, "batch hidden"]:
        """The state before the first word."""
        return torch.tanh(self.first_state(encoded.code))

    def logits(self, state: Tensor, word: Tensor, seen: Tensor) -> Tensor:
        """Scores from state, last word and what the source says, all (…, width)."""
        read = torch.tanh(self.readout(torch.cat((state, word, seen), dim=-1)))
        scores: Tensor = self.scores(self.dropout(read))
        return scores

    def gates(self) -> Weights:
        """The gated unit's weights."""
        return self.recurrent.weights(0)


class CodeDecoder(Decoder):
    """Sees the same code at every step (Cho et al. 2014, section 2)."""

    def __init__(
        self, vocabulary: int, embedding: int, hidden: int, *, code: int, dropout: float
    ) -> None:
        super().__init__(vocabulary, embedding, hidden, code=code, seen=code, dropout=dropout)

    def forward(
        self, encoded: Encoded, inputs: Int64[Tensor, "batch time"]
    ) -> Float[Tensor, "batch time vocabulary"]:
        """Scores of the next word at every place, given the right words before (teacher forcing).

        Nothing but the state depends on the step before, so all else is one product over time.
        """
        words = self.dropout(self.embedding(inputs)).transpose(0, 1)
        weights = self.gates()
        of_word, of_code = weights.weight_ih.split((words.shape[2], encoded.code.shape[1]), dim=1)
        from_input = linear(words, of_word) + linear(encoded.code, of_code, weights.bias_ih)
        states = gru_sequence(from_input, self.start(encoded), weights.weight_hh, weights.bias_hh)
        seen = encoded.code.expand(len(words), -1, -1)
        return self.logits(states, words, seen).transpose(0, 1)

    def step(
        self,
        encoded: Encoded,
        tokens: Int64[Tensor, " batch"],
        state: Float[Tensor, "batch hidden"],
    ) -> Step:
        """Scores of the next word, and the new state; there is no attention to show."""
        word = self.embedding(tokens)
        state = gru_step(torch.cat((word, encoded.code), dim=1), state, self.gates())
        return self.logits(state, word, encoded.code), state, None


class AttentionDecoder(Decoder):
    """Looks at every source word anew at each step; the last state asks."""

    def __init__(
        self, vocabulary: int, embedding: int, hidden: int, *, code: int, dropout: float
    ) -> None:
        super().__init__(vocabulary, embedding, hidden, code=code, seen=code, dropout=dropout)
        self.look = AdditiveAttention(hidden, code, hidden)

    def prepare(self, encoded: Encoded) -> Encoded:
        """With the keys of its states."""
        if encoded.states is None:
            raise ModelError("attention needs an encoder that shows a state for each word")
        return replace(encoded, keys=self.look.keys(encoded.states))

    def attention(self, state: Tensor, encoded: Encoded) -> tuple[Tensor, Tensor]:
        """The context that `state` asks for, and the weights over the source's words."""
        assert encoded.keys is not None
        assert encoded.states is not None
        context, weights = self.look(state, encoded.keys, encoded.states, encoded.mask)
        return context, weights

    def forward(
        self, encoded: Encoded, inputs: Int64[Tensor, "batch time"]
    ) -> Float[Tensor, "batch time vocabulary"]:
        """Scores of the next word at every place, given the right words before (teacher forcing).

        The context depends on the last state, so the steps go one by one; the scores do not.
        """
        encoded = self.prepare(encoded)
        words = self.dropout(self.embedding(inputs)).transpose(0, 1)
        weights, state = self.gates(), self.start(encoded)
        states, contexts = [], []
        for word in words:
            context, _ = self.attention(state, encoded)
            state = gru_step(torch.cat((word, context), dim=1), state, weights)
            states.append(state)
            contexts.append(context)
        return self.logits(torch.stack(states), words, torch.stack(contexts)).transpose(0, 1)

    def step(
        self,
        encoded: Encoded,
        tokens: Int64[Tensor, " batch"],
        state: Float[Tensor, "batch hidden"],
    ) -> Step:
        """Scores of the next word, the new state, and the weights over the source's words."""
        word = self.embedding(tokens)
        context, seen = self.attention(state, encoded)
        state = gru_step(torch.cat((word, context), dim=1), state, self.gates())
        return self.logits(state, word, context), state, seen
