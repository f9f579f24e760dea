"""The floor to beat: the sequence-to-sequence recipes of Dive into Deep Learning, rebuilt.

Sections 10.7 and 11.4 (fra-eng): embedding 256, two GRU layers of 256, dropout 0.2, Adam with
0.005, gradients clipped to 1, sentences cut to a fixed number of steps. The encoder is read to
its fixed last step, padding included, and greedy search translates. With attention the decoder's
last state attends to all steps of the encoder. Built from torch.nn, since it is a peer here.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from work04_grconv.text.vocabulary import BEGIN, END, PAD
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.encoders import word_mask
from work04_grconv.translation.loss import masked_loss

WIDTH, LAYERS, DROPOUT, LEARNING_RATE = 256, 2, 0.2, 0.005


@dataclass(frozen=True)
class Sentences:
    """A batch as that recipe wants it: cut or padded to a fixed number of steps.

    Attributes:
        tokens: END behind each sentence, unless it was cut.
        lengths: with END.
    """

    tokens: Int64[Tensor, "batch steps"]
    lengths: Int64[Tensor, " batch"]


def fixed_steps(sentences: list[list[int]], steps: int) -> Sentences:
    """Cut or pad sentences, given without BEGIN and END."""
    cut = [[*sentence, END][:steps] for sentence in sentences]
    padded = [[*sentence, *[PAD] * (steps - len(sentence))] for sentence in cut]
    return Sentences(torch.tensor(padded), torch.tensor([len(sentence) for sentence in cut]))


class D2LTranslator(nn.Module):
    """Encoder and decoder of two GRU layers, with or without attention."""

    def __init__(self, source_vocab_size: int, target_vocab_size: int, *, attention: bool) -> None:
        super().__init__()
        self.source = nn.Embedding(source_vocab_size, WIDTH)
        self.target = nn.Embedding(target_vocab_size, WIDTH)
        self.encoder = nn.GRU(WIDTH, WIDTH, LAYERS, dropout=DROPOUT)
        self.decoder = nn.GRU(2 * WIDTH, WIDTH, LAYERS, dropout=DROPOUT)
        self.output = nn.Linear(WIDTH, target_vocab_size)
        self.attention = AdditiveAttention(WIDTH, WIDTH, WIDTH) if attention else None
        for module in (self.encoder, self.decoder, self.output):
            for name, parameter in module.named_parameters():
                if "weight" in name:
                    nn.init.xavier_uniform_(parameter)

    def encode(self, source: Sentences) -> tuple[Tensor, Tensor, Tensor]:
        """All steps of the last layer, the last state of each layer, and where words are."""
        states, last = self.encoder(self.source(source.tokens).transpose(0, 1))
        return states.transpose(0, 1), last, word_mask(source.tokens, source.lengths)

    def decode(
        self, words: Float[Tensor, "time batch width"], encoded: tuple[Tensor, Tensor, Tensor],
        state: Float[Tensor, "layers batch width"],
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """The logits after each word, and the state to go on with."""
        states, last, mask = encoded
        if self.attention is None:
            context = last[-1].expand(len(words), -1, -1)
            outputs, state = self.decoder(torch.cat((context, words), dim=2), state)
            return self.output(outputs), state
        keys, steps = self.attention.keys(states), []
        for word in words:
            context, _ = self.attention(state[-1], keys, states, mask)
            output, state = self.decoder(torch.cat((context, word), dim=1)[None], state)
            steps.append(output)
        return self.output(torch.cat(steps)), state

    def loss(self, source: Sentences, target: Sentences) -> Float[Tensor, ""]:
        """The masked loss with teacher forcing."""
        first = torch.full((len(target.tokens), 1), BEGIN)
        inputs = torch.cat((first, target.tokens[:, :-1]), dim=1)
        encoded = self.encode(source)
        logits, _ = self.decode(self.target(inputs).transpose(0, 1), encoded, encoded[1])
        return masked_loss(logits.transpose(0, 1), target.tokens)

    @torch.inference_mode()
    def translate(self, source: Sentences, steps: int) -> list[list[int]]:
        """Greedy search over a fixed number of steps; tokens without END."""
        encoded = self.encode(source)
        state, tokens = encoded[1], torch.full((len(source.tokens),), BEGIN)
        written = []
        for _ in range(steps):
            logits, state = self.decode(self.target(tokens)[None], encoded, state)
            tokens = logits[0].argmax(dim=1)
            written.append(tokens)
        rows = torch.stack(written, dim=1).tolist()
        return [row[: row.index(END)] if END in row else row for row in rows]


def fit_d2l(
    translator: D2LTranslator,
    sources: list[list[int]],
    targets: list[list[int]],
    *,
    steps: int,
    epochs: int,
    batch_size: int,
    seed: int,
) -> D2LTranslator:
    """Train as that recipe does.

    Args:
        sources, targets: tokens without BEGIN and END.
        steps: to which sentences are cut or padded.

    Returns:
        the translator, in evaluation mode.
    """
    optimizer = torch.optim.Adam(translator.parameters(), LEARNING_RATE, fused=True)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        order = torch.randperm(len(sources), generator=generator).tolist()
        for start in range(0, len(order) - batch_size + 1, batch_size):
            chosen = order[start : start + batch_size]
            source = fixed_steps([sources[i] for i in chosen], steps)
            target = fixed_steps([targets[i] for i in chosen], steps)
            optimizer.zero_grad()
            translator.loss(source, target).backward()
            nn.utils.clip_grad_norm_(translator.parameters(), 1.0)
            optimizer.step()
    return translator.eval()
