"""Decoders: a recurrent language model of the target, conditioned on the source at every step."""

from __future__ import annotations

from dataclasses import replace

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.functional import linear

from work04_grconv.errors import ModelError
from work04_grconv.recurrent.cells import Weights, gru_step
from work04_grconv.recurrent.fast import gru_sequence
from work04_grconv.recurrent.layers import Recurrent
from work04_grconv.text.vocabulary import PAD
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.encoders import Encoded

Step = tuple[Float[Tensor, "batch vocabulary"], Float[Tensor, "batch hidden"], Tensor | None]


class Decoder(nn.Module):
    """What both decoders share: embedding, gated unit, and the words' logits.

    The first state is tanh(W c + b). A word's logit is read from the new state, the last word
    and the context, what the source says (Cho et al. 2014b, section 2.2; without its maxout).

    Args:
        vocab_size: of the target.
        embedding: width of a word's vector.
        hidden: width of the state.
        code: width of the encoder's code.
        context: width of the context, what the source says at each step.
        dropout: of word vectors and of what the logits are read from.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding: int,
        hidden: int,
        *,
        code: int,
        context: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.first_state = nn.Linear(code, hidden)
        self.recurrent = Recurrent("gru", embedding + context, hidden)
        self.readout = nn.Linear(hidden + embedding + context, hidden)
        self.output = nn.Linear(hidden, vocab_size)

    def prepare(self, encoded: Encoded) -> Encoded:
        """Add to `encoded` what is the same at every step."""
        return encoded

    def step(
        self,
        encoded: Encoded,
        tokens: Int64[Tensor, " batch"],
        state: Float[Tensor, "batch hidden"],
    ) -> Step:
        """Take one step of a translation: each decoder has its own."""
        raise NotImplementedError

    def start(self, encoded: Encoded) -> Float[Tensor, "batch hidden"]:
        """Return the state before the first word."""
        return torch.tanh(self.first_state(encoded.code))

    def logits(self, state: Tensor, word: Tensor, context: Tensor) -> Tensor:
        """Return the next word's logits from state, last word and context, all (…, width)."""
        read = torch.tanh(self.readout(torch.cat((state, word, context), dim=-1)))
        logits: Tensor = self.output(self.dropout(read))
        return logits

    def gates(self) -> Weights:
        """Return the gated unit's weights."""
        return self.recurrent.weights(0)


class CodeDecoder(Decoder):
    """The decoder whose context is the code at every step (Cho et al. 2014, section 2)."""

    def __init__(
        self, vocab_size: int, embedding: int, hidden: int, *, code: int, dropout: float
    ) -> None:
        super().__init__(vocab_size, embedding, hidden, code=code, context=code, dropout=dropout)

    def forward(
        self, encoded: Encoded, inputs: Int64[Tensor, "batch time"]
    ) -> Float[Tensor, "batch time vocabulary"]:
        """Return the next word's logits at every place, given the target's words before (teacher forcing).

        Nothing but the state depends on the step before, so all else is one product over time.
        """
        words = self.dropout(self.embedding(inputs)).transpose(0, 1)
        weights = self.gates()
        of_word, of_code = weights.weight_ih.split((words.shape[2], encoded.code.shape[1]), dim=1)
        from_input = linear(words, of_word) + linear(encoded.code, of_code, weights.bias_ih)
        states = gru_sequence(from_input, self.start(encoded), weights.weight_hh, weights.bias_hh)
        context = encoded.code.expand(len(words), -1, -1)
        return self.logits(states, words, context).transpose(0, 1)

    def step(
        self,
        encoded: Encoded,
        tokens: Int64[Tensor, " batch"],
        state: Float[Tensor, "batch hidden"],
    ) -> Step:
        """Return the next word's logits and the new state; there is no attention."""
        word = self.embedding(tokens)
        state = gru_step(torch.cat((word, encoded.code), dim=1), state, self.gates())
        return self.logits(state, word, encoded.code), state, None


class AttentionDecoder(Decoder):
    """The decoder whose context is an average of all source words; the last state asks for it."""

    def __init__(
        self, vocab_size: int, embedding: int, hidden: int, *, code: int, dropout: float
    ) -> None:
        super().__init__(vocab_size, embedding, hidden, code=code, context=code, dropout=dropout)
        self.attention = AdditiveAttention(hidden, code, hidden)

    def prepare(self, encoded: Encoded) -> Encoded:
        """Return `encoded` with the keys of its states."""
        if encoded.states is None:
            raise ModelError("attention needs an encoder that has a state for each word")
        return replace(encoded, keys=self.attention.keys(encoded.states))

    def attend(self, state: Tensor, encoded: Encoded) -> tuple[Tensor, Tensor]:
        """Return the context that `state` asks for, and the weights over the source's words."""
        assert encoded.keys is not None
        assert encoded.states is not None
        context, weights = self.attention(state, encoded.keys, encoded.states, encoded.mask)
        return context, weights

    def forward(
        self, encoded: Encoded, inputs: Int64[Tensor, "batch time"]
    ) -> Float[Tensor, "batch time vocabulary"]:
        """Return the next word's logits at every place, given the target's words before (teacher forcing).

        The context depends on the last state, so the steps go one by one; the logits do not.
        """
        encoded = self.prepare(encoded)
        words = self.dropout(self.embedding(inputs)).transpose(0, 1)
        weights, state = self.gates(), self.start(encoded)
        states, contexts = [], []
        for word in words:
            context, _ = self.attend(state, encoded)
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
        """Return the next word's logits, the new state, and the weights over the source's words."""
        word = self.embedding(tokens)
        context, attention_weights = self.attend(state, encoded)
        state = gru_step(torch.cat((word, context), dim=1), state, self.gates())
        return self.logits(state, word, context), state, attention_weights
