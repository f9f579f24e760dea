"""Corpora of sentence pairs, split into training, validation and test sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shared.translation import Example, Pair, Splits, controlled_corpus, fra_eng

CorpusName = Literal["controlled", "sample", "fra-eng"]


def load(name: CorpusName, *, size: int, seed: int = 0, max_words: int | None = None) -> Splits:
    """Load a corpus, split.

    Args:
        name: controlled is made on the spot, sample is a small one of its kind, fra-eng is
            fetched.
        size: training pairs (fra-eng: English sentences).
        seed: of what is drawn or held out.
        max_words: of fra-eng: only sentences with so many words at most.
    """
    if name == "fra-eng":
        return fra_eng(seed=seed, train=size, max_words=max_words)
    if name == "sample":
        return controlled_corpus(min(size, 400), seed=seed, held_out=20)
    return controlled_corpus(size, seed=seed)


def first_references(examples: Iterable[Example]) -> list[Pair]:
    """Pair each example with the first of its translations, to measure a loss by."""
    return [Pair(example.source, example.references[0]) for example in examples]
