"""Texts to learn from, as token numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from shared.data import text_files
from shared.data.text import load_book, load_standard_library
from shared.training import EpochDataset, InMemory
from work05_transformer.errors import CorpusError
from work05_transformer.text.byte_pairs import learn_byte_pairs
from work05_transformer.text.characters import Characters
from work05_transformer.text.tokenizer import Tokenizer

VALIDATION = 0.1  # the last tenth, as in nanoGPT
SAMPLE_CHARACTERS = 100_000
TOKENIZER_CHARACTERS = 1_000_000  # byte pairs are learned from so many characters


@dataclass(frozen=True)
class Corpus:
    """A text in two parts.

    Attributes:
        train, validation: token numbers.
        validation_characters: how many characters the validation tokens stand for.
        tokenizer: made from the training part, and from the alphabet of the whole.
        description: for the run's record: what text this is.
    """

    train: Int[Tensor, " train"]
    validation: Int[Tensor, " validation"]
    validation_characters: int
    tokenizer: Tokenizer
    description: str


def read_text(corpus: str) -> tuple[str, str]:
    """Return a text and its description.

    Args:
        corpus: python, shakespeare, sample (a hundred thousand characters of python), or a file.

    Raises:
        TextFileError: there is no such file, or it is no text in UTF-8.
        DataUnavailableError: shakespeare cannot be had.
    """
    if corpus in ("python", "sample"):
        source = load_standard_library()
        text = source.text[:SAMPLE_CHARACTERS] if corpus == "sample" else source.text
        return text, (
            f"standard library of Python {source.python}, {source.files} files, "
            f"SHA-256 {source.sha256[:12]}…, {len(text):,} characters of it"
        )
    if corpus == "shakespeare":
        text = load_book("tinyshakespeare")
        return text, f"Tiny Shakespeare, {len(text):,} characters"
    text = text_files.read_text(Path(corpus))
    return text, f"{corpus}, {len(text):,} characters"


def spread_sample(text: str, characters: int, pieces: int = 100) -> str:
    """Return about `characters` of `text` in pieces from all over it."""
    if len(text) <= characters:
        return text
    length = characters // pieces
    starts = (number * (len(text) - length) // (pieces - 1) for number in range(pieces))
    return "\n".join(text[start : start + length] for start in starts)


def load_corpus(
    corpus: str, tokenizer: Literal["characters", "byte-pairs"], vocab_size: int, context: int
) -> Corpus:
    """Read, split and encode a text.

    Args:
        corpus: as in `read_text`.
        tokenizer: one token a character, or byte pairs learned from the training part.
        vocab_size: of the byte pairs.
        context: the training windows' length, which both parts must exceed.

    Raises:
        TextFileError: the text is missing, or in another encoding.
        CorpusError: it is empty or too short.
        TokenizerError: `vocab_size` is below 256.
    """
    text, description = read_text(corpus)
    if not text:
        raise CorpusError(f"{corpus} is empty: give a longer text")
    border = int(len(text) * (1 - VALIDATION))
    made: Tokenizer
    if tokenizer == "characters":
        made = Characters.of(text)
    else:
        made = learn_byte_pairs(spread_sample(text[:border], TOKENIZER_CHARACTERS), vocab_size)
    train, validation = (torch.tensor(made.encode(part)) for part in (text[:border], text[border:]))
    if min(len(train), len(validation)) <= context:
        raise CorpusError(
            f"{corpus} has {len(validation)} tokens to validate on, fewer than a context of "
            f"{context} and one more: give a longer text or a shorter --context"
        )
    return Corpus(train, validation, len(text) - border, made, description)


class RandomWindows(InMemory, EpochDataset):
    """Windows that start anywhere in a text: inputs, and the same one token later as targets.

    Where an epoch's windows start depends on the seed and the epoch alone, so that a resumed run
    and any number of processes read the same ones.

    Args:
        tokens: the text.
        context: length of a window.
        count: windows in an epoch.
        seed: of the starts.
    """

    def __init__(
        self, tokens: Int[Tensor, " text"], context: int, count: int, seed: int = 0
    ) -> None:
        self.tokens, self.count, self.seed = tokens, count, seed
        self.offsets = torch.arange(context + 1)
        self.start(0)

    def start(self, epoch: int) -> None:
        """Draw where the windows of an epoch start."""
        draws = np.random.default_rng((self.seed, epoch))
        last = len(self.tokens) - len(self.offsets)
        self.starts = torch.from_numpy(draws.integers(last + 1, size=self.count))

    def __len__(self) -> int:
        return self.count

    def __getitems__(
        self, indices: Sequence[int]
    ) -> tuple[Int[Tensor, "batch context"], Int[Tensor, "batch context"]]:
        """Return the windows of these numbers."""
        windows = self.tokens[self.starts[list(indices), None] + self.offsets]
        return windows[:, :-1], windows[:, 1:]
