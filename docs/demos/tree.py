"""Type a number: grConv's soft tree over its words, and where attention looks while it translates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from demo import Demo, Part, Wanted
from torch import Tensor, nn

from shared.errors import UserError
from work04_grconv.grconv.plain import GrConv
from work04_grconv.recurrent.cells import gru_step
from work04_grconv.text.tokenizer import Tokenizer
from work04_grconv.training.saved_runs import SavedRun, encoder_of, load_run
from work04_grconv.translation.decoders import AttentionDecoder, CodeDecoder
from work04_grconv.translation.encoders import Encoded, GrConvEncoder, RecurrentEncoder
from work04_grconv.translation.inference import translate

SMALL = ("--pairs", "6000", "--embedding", "32", "--hidden", "64", "--epochs", "6")
EXAMPLE = "seven thousand, three hundred and forty-two euros"


def reads_words_with(kind: str, run: Path) -> bool:
    """Return whether a run has this encoder, and cuts sentences as the page does: into words."""
    try:
        return encoder_of(run) == kind and load_run(run).languages.source.unit == "word"
    except UserError:
        return False


RUNS = {
    kind: Wanted(
        ("train.py", "--encoder", kind, *SMALL),
        ("--pairs", "500", "--epochs", "1"),
        fits=lambda run, kind=kind: reads_words_with(kind, run),
    )
    for kind in ("grconv", "attention")
}


class Words(nn.Module):
    """The lowest nodes of a tree from the numbers of words."""

    def __init__(self, encoder: GrConvEncoder) -> None:
        super().__init__()
        self.embedding, self.project = encoder.embedding, encoder.grconv.project

    def forward(self, tokens: Tensor) -> Tensor:
        """(words,) → (words, hidden)."""
        nodes: Tensor = self.project(self.embedding(tokens))
        return nodes


class Level(nn.Module):
    """All merges of a level at once; `GrConv.level` in one product."""

    def __init__(self, grconv: GrConv) -> None:
        super().__init__()
        self.grconv = grconv

    def forward(self, nodes: Tensor) -> tuple[Tensor, Tensor]:
        """(below, hidden) → (below − 1, hidden) and the gates, (below − 1, 3)."""
        net, left, right = self.grconv, nodes[:-1], nodes[1:]
        raw = left @ net.left.T + right @ net.right.T + net.bias
        new = torch.tanh(raw) if net.activation == "tanh" else torch.relu(raw)
        scores = left @ net.gate_left.T + right @ net.gate_right.T + net.gate_bias
        gates = scores.softmax(dim=1)
        return gates[:, :1] * new + gates[:, 1:2] * left + gates[:, 2:] * right, gates


class First(nn.Module):
    """A decoder's state before the first word."""

    def __init__(self, decoder: CodeDecoder | AttentionDecoder) -> None:
        super().__init__()
        self.first_state = decoder.first_state

    def forward(self, code: Tensor) -> Tensor:
        """(1, code) → (1, hidden)."""
        return torch.tanh(self.first_state(code))


class NextOfCode(nn.Module):
    """A step of the decoder that knows the code alone."""

    def __init__(self, decoder: CodeDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, code: Tensor, token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (1, vocabulary) and the new state."""
        encoded = Encoded(code, None, torch.ones(1, 1, dtype=torch.bool))
        logits, state, _ = self.decoder.step(encoded, token, state)
        return logits, state


class Read(nn.Module):
    """A step of both directions of a bidirectional encoder: the next word, and the next from the end."""

    def __init__(self, encoder: RecurrentEncoder) -> None:
        super().__init__()
        self.embedding, self.recurrent = encoder.embedding, encoder.recurrent

    def forward(
        self, first: Tensor, last: Tensor, forward: Tensor, backward: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the new states of both directions, (1, hidden) each."""
        return (
            gru_step(self.embedding(first), forward, self.recurrent.weights(0)),
            gru_step(self.embedding(last), backward, self.recurrent.weights(0, "_reverse")),
        )


class NextWithAttention(nn.Module):
    """A step of the decoder that looks back at every word."""

    def __init__(self, decoder: AttentionDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(
        self, states: Tensor, token: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits, the new state, and the weights over the words, (1, words)."""
        keys = self.decoder.attention.keys(states)
        everywhere = torch.ones_like(states[:, :, 0], dtype=torch.bool)
        return self.decoder.step(Encoded(states[:, 0], states, everywhere, keys), token, state)  # type: ignore[return-value]


def vocabulary(tokenizer: Tokenizer) -> dict[str, Any]:
    """Return what a page needs to cut sentences and to put tokens together."""
    return {"tokens": tokenizer.vocabulary.tokens, "lowercase": tokenizer.lowercase}


def examples(run: SavedRun) -> list[dict[str, Any]]:
    """Return sentences with the numbers of their words and their translations, for the page's check."""
    texts = [EXAMPLE, "twelve", "l'an 10: (sixty-one)"]
    return [
        {"text": text, "numbers": run.languages.source.encode(text), "translation": translation}
        for text, translation in zip(
            texts, translate(run.translator, run.languages, texts), strict=True
        )
    ]


@torch.no_grad()
def make(grconv: Path, attention: Path) -> Demo:
    """Return the demo of two runs, one with each encoder."""
    tree, looking = load_run(grconv), load_run(attention)
    encoder, reader = tree.translator.encoder, looking.translator.encoder
    plain, decoder = tree.translator.decoder, looking.translator.decoder
    assert isinstance(encoder, GrConvEncoder)
    assert isinstance(reader, RecurrentEncoder)
    assert isinstance(plain, CodeDecoder)
    assert isinstance(decoder, AttentionDecoder)
    tokens = torch.tensor(tree.languages.source.encode(EXAMPLE))
    nodes = Words(encoder)(tokens)
    code = encoder.grconv.tree(encoder.embedding(tokens)).code[None]
    merged, _ = Level(encoder.grconv)(nodes)
    torch.testing.assert_close(merged, encoder.grconv.level(nodes)[0])
    one, half = torch.tensor([7]), torch.full((1, reader.recurrent.hidden), 0.5)
    read = torch.tensor([looking.languages.source.encode(EXAMPLE)])
    encoded = looking.translator.encode(read, torch.tensor([read.shape[1]]))
    assert encoded.states is not None
    parts = {
        "words": Part(Words(encoder), {"tokens": tokens}, ("nodes",), {"tokens": {0: "words"}}),
        "level": Part(
            Level(encoder.grconv), {"nodes": nodes}, ("merged", "gates"), {"nodes": {0: "below"}},
        ),
        "first": Part(First(plain), {"code": code}, ("start",)),
        "next": Part(
            NextOfCode(plain), {"code": code, "token": one, "state": First(plain)(code)}, ("logits", "new"),
        ),
        "read": Part(
            Read(reader),
            {"first": one, "last": one + 1, "forward": half, "backward": -half},
            ("ahead", "back"),
        ),
        "first_looking": Part(First(decoder), {"code": encoded.code}, ("start",)),
        "look": Part(
            NextWithAttention(decoder),
            {"states": encoded.states, "token": one, "state": First(decoder)(encoded.code)},
            ("logits", "new", "weights"),
            {"states": {1: "words"}},
        ),
    }  # fmt: skip
    about = {
        name: {
            "source": vocabulary(run.languages.source),
            "target": vocabulary(run.languages.target),
            "hidden": run.config.hidden,
            "examples": examples(run),
        }
        for name, run in (("grconv", tree), ("attention", looking))
    }
    return Demo(parts, about)
