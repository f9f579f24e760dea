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

from shared.training import Loop
from work04_grconv.text.vocabulary import BEGIN, END, PAD
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.encoders import word_mask
from work04_grconv.translation.loss import masked_loss


@dataclass(frozen=True)
class D2LConfig:
    """Settings of that recipe; the defaults are the book's, but for steps and batches (9 and 128 there)."""

    attention: bool
    width: int = 256
    layers: int = 2
    dropout: float = 0.2
    steps: int = 10
    epochs: int = 30
    batch_size: int = 64
    learning_rate: float = 0.005
    clip: float = 1.0


@dataclass(frozen=True)
class Sentences:
    """A batch as that recipe wants it: cut or padded to a fixed number of steps.

    Attributes:
        tokens: END behind each sentence, unless it was cut.
        lengths: with END.
    """

    tokens: Int64[Tensor, "batch steps"]
    lengths: Int64[Tensor, " batch"]

    def to(self, device: torch.device) -> Sentences:
        """Return the batch on a device."""
        return Sentences(self.tokens.to(device), self.lengths.to(device))


def fixed_steps(sentences: list[list[int]], steps: int) -> Sentences:
    """Cut or pad sentences, given without BEGIN and END."""
    cut = [[*sentence, END][:steps] for sentence in sentences]
    padded = [[*sentence, *[PAD] * (steps - len(sentence))] for sentence in cut]
    return Sentences(torch.tensor(padded), torch.tensor([len(sentence) for sentence in cut]))


class D2LTranslator(nn.Module):
    """Encoder and decoder of two GRU layers, with or without attention."""

    def __init__(self, config: D2LConfig, source_vocab_size: int, target_vocab_size: int) -> None:
        super().__init__()
        width, dropout = config.width, config.dropout
        self.source = nn.Embedding(source_vocab_size, width)
        self.target = nn.Embedding(target_vocab_size, width)
        self.encoder = nn.GRU(width, width, config.layers, dropout=dropout)
        self.decoder = nn.GRU(2 * width, width, config.layers, dropout=dropout)
        self.output = nn.Linear(width, target_vocab_size)
        self.attention = AdditiveAttention(width, width, width) if config.attention else None
        for module in (self.encoder, self.decoder, self.output):
            for name, parameter in module.named_parameters():
                if "weight" in name:
                    nn.init.xavier_uniform_(parameter)

    def encode(self, source: Sentences) -> tuple[Tensor, Tensor, Tensor]:
        """Return all steps of the last layer, the last state of each layer, and where words are."""
        states, last = self.encoder(self.source(source.tokens).transpose(0, 1))
        return states.transpose(0, 1), last, word_mask(source.tokens, source.lengths)

    def decode(
        self, words: Float[Tensor, "time batch width"], encoded: tuple[Tensor, Tensor, Tensor],
        state: Float[Tensor, "layers batch width"],
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Return the logits after each word, and the state to go on with."""
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

    def forward(self, source: Sentences, target: Sentences) -> Float[Tensor, ""]:
        """Return the masked loss with teacher forcing."""
        first = target.tokens.new_full((len(target.tokens), 1), BEGIN)
        inputs = torch.cat((first, target.tokens[:, :-1]), dim=1)
        encoded = self.encode(source)
        logits, _ = self.decode(self.target(inputs).transpose(0, 1), encoded, encoded[1])
        return masked_loss(logits.transpose(0, 1), target.tokens)

    @torch.inference_mode()
    def translate(self, source: Sentences, steps: int) -> list[list[int]]:
        """Search greedily over a fixed number of steps; return tokens without END."""
        encoded = self.encode(source)
        state, tokens = encoded[1], source.tokens.new_full((len(source.tokens),), BEGIN)
        written = []
        for _ in range(steps):
            logits, state = self.decode(self.target(tokens)[None], encoded, state)
            tokens = logits[0].argmax(dim=1)
            written.append(tokens)
        rows = torch.stack(written, dim=1).tolist()
        return [row[: row.index(END)] if END in row else row for row in rows]


def fit_d2l(
    loop: Loop,
    config: D2LConfig,
    translator: D2LTranslator,
    sources: list[list[int]],
    targets: list[list[int]],
) -> D2LTranslator:
    """Train as that recipe does.

    Args:
        loop: its seed decides the order of the batches.
        config: the recipe.
        translator: a new one of that recipe.
        sources: tokens without BEGIN and END.
        targets: likewise.

    Returns:
        the translator, in evaluation mode.
    """
    optimizer = torch.optim.Adam(translator.parameters(), config.learning_rate, fused=True)
    model, optimizer = loop.prepare(translator, optimizer)
    generator = torch.Generator().manual_seed(loop.seed)
    for _ in loop.epochs(config.epochs):
        order = torch.randperm(len(sources), generator=generator).tolist()
        for start in range(0, len(order) - config.batch_size + 1, config.batch_size):
            chosen = order[start : start + config.batch_size]
            source = fixed_steps([sources[i] for i in chosen], config.steps).to(loop.device)
            target = fixed_steps([targets[i] for i in chosen], config.steps).to(loop.device)
            optimizer.zero_grad()
            loop.backward(model(source, target))
            loop.clip_gradients(config.clip)
            optimizer.step()
    return translator.eval()
