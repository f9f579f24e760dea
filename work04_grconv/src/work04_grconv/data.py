"""Sentence pairs as padded batches of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Int64
from torch import Tensor

from shared.training import InMemory
from shared.translation import Example, Pair, Splits, controlled_corpus, fra_eng
from shared.translation.sentence_pairs import split_pairs
from work04_grconv.errors import TextError
from work04_grconv.sentence_files import read_pairs
from work04_grconv.tokenizer import Tokenizer, Unit, train_tokenizer
from work04_grconv.vocabulary import BEGIN, END, PAD

CorpusName = Literal["controlled", "sample", "fra-eng"]
Batch = tuple[Int64[Tensor, "batch time"], Int64[Tensor, " batch"], Int64[Tensor, "batch words"]]


def load(name: CorpusName, *, size: int, seed: int = 0, max_words: int | None = None) -> Splits:
    """A corpus, split.

    Args:
        name: controlled is made on the spot, sample is a small one of its kind, fra-eng is
            fetched.
        size: pairs to learn from (fra-eng: English sentences).
        seed: of what is drawn or held out.
        max_words: of fra-eng: only sentences with so many words at most.
    """
    if name == "fra-eng":
        return fra_eng(seed=seed, train=size, max_words=max_words)
    if name == "sample":
        return controlled_corpus(min(size, 400), seed=seed, held_out=20)
    return controlled_corpus(size, seed=seed)


def load_file(path: Path, *, seed: int, max_words: int | None) -> tuple[Splits, str]:
    """A user's file of lines `source TAB target`, split by the source sentence.

    A tenth of the sentences, 1000 at most, validates, and as many test.

    Returns:
        the splits, and one line about what was left out.

    Raises:
        TextError: the file cannot be used.
        CorpusError: too few sentences.
    """
    found = read_pairs(path)
    sources = len({pair.source for pair in found.pairs})
    splits = split_pairs(
        [(pair.source, pair.target) for pair in found.pairs],
        seed=seed,
        train=None,
        held_out=max(1, min(1000, sources // 10)),
        max_words=max_words,
    )
    return splits, found.summary()


def pad(sentences: Sequence[Sequence[int]]) -> Int64[Tensor, "batch time"]:
    """Sentences as one tensor, PAD behind the shorter ones."""
    longest = max(map(len, sentences))
    return torch.tensor([[*s, *[PAD] * (longest - len(s))] for s in sentences])


class Pairs(InMemory):
    """Sentence pairs that a batch pads to its own longest.

    Args:
        sources: the tokens of each source sentence, at least one.
        targets: the tokens of each target sentence, with BEGIN and END.
    """

    def __init__(self, sources: list[list[int]], targets: list[list[int]]) -> None:
        self.sources, self.targets = sources, targets

    def __len__(self) -> int:
        return len(self.sources)

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        """Padded sources, their lengths, padded targets."""
        sources = [self.sources[index] for index in indices]
        lengths = torch.tensor([len(source) for source in sources])
        return pad(sources), lengths, pad([self.targets[index] for index in indices])


@dataclass(frozen=True)
class Languages:
    """The two tokenizers of a translator."""

    source: Tokenizer
    target: Tokenizer


def learn_languages(
    pairs: Iterable[Pair], unit: Unit, *, size: int | None, merges: int
) -> Languages:
    """Tokenizers from training pairs, see `train_tokenizer`."""
    sources, targets = zip(*((pair.source, pair.target) for pair in pairs), strict=True)
    return Languages(
        *(train_tokenizer(texts, unit, size=size, merges=merges) for texts in (sources, targets))
    )


def encode_pairs(pairs: Iterable[Pair], languages: Languages, longest: int) -> tuple[Pairs, int]:
    """Pairs as numbers, and how many were left out.

    Left out are pairs with an empty side, or one of more than `longest` tokens.

    Raises:
        TextError: none is left.
    """
    sources, targets, skipped = [], [], 0
    for pair in pairs:
        source, target = languages.source.encode(pair.source), languages.target.encode(pair.target)
        if 0 < len(source) <= longest and 0 < len(target) <= longest:
            sources.append(source)
            targets.append([BEGIN, *target, END])
        else:
            skipped += 1
    if not sources:
        raise TextError(
            f"no pair of 1 to {longest} tokens on each side among {skipped}: "
            "check the corpus, or allow longer sentences"
        )
    return Pairs(sources, targets), skipped


def first_references(examples: Iterable[Example]) -> list[Pair]:
    """Each example with the first of its translations, to measure a loss by."""
    return [Pair(example.source, example.references[0]) for example in examples]
