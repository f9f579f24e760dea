"""Sentence pairs as padded batches of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from jaxtyping import Int64
from torch import Tensor

from shared.training import InMemory
from shared.translation import Example, Pair
from work04_grconv.errors import TextError
from work04_grconv.text.tokenizer import Tokenizer, Unit, fitting_unit, train_tokenizer
from work04_grconv.text.vocabulary import BEGIN, END, PAD

UnitChoice = Literal["auto", Unit]
Batch = tuple[Int64[Tensor, "batch time"], Int64[Tensor, " batch"], Int64[Tensor, "batch words"]]


def pad(sentences: Sequence[Sequence[int]]) -> Int64[Tensor, "batch time"]:
    """Make one tensor of sentences, PAD behind the shorter ones."""
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
        """Return padded sources, their lengths, padded targets."""
        sources = [self.sources[index] for index in indices]
        lengths = torch.tensor([len(source) for source in sources])
        return pad(sources), lengths, pad([self.targets[index] for index in indices])


@dataclass(frozen=True)
class Languages:
    """The two tokenizers of a translator."""

    source: Tokenizer
    target: Tokenizer

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"source": self.source.to_json(), "target": self.target.to_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Languages:
        """Make the tokenizers that `to_json` described.

        Raises:
            ValueError: the values describe none.
        """
        try:
            return cls(*(Tokenizer.from_json(values[side]) for side in ("source", "target")))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no tokenizers: {error!r}") from None


def learn_languages(
    pairs: Iterable[Pair],
    unit: UnitChoice,
    *,
    size: int | None,
    merges: int,
    lowercase: bool = False,
) -> Languages:
    """Train both tokenizers on training pairs, see `train_tokenizer`.

    Where the unit is auto, each side gets the one that fits it, see `fitting_unit`.
    """
    sides = zip(*((pair.source, pair.target) for pair in pairs), strict=True)
    return Languages(
        *(
            train_tokenizer(
                texts,
                fitting_unit(texts) if unit == "auto" else unit,
                size=size,
                merges=merges,
                lowercase=lowercase,
            )
            for texts in sides
        )
    )


def encode_pairs(
    pairs: Iterable[Pair], languages: Languages, longest: int, use: str = "learn from"
) -> tuple[Pairs, int]:
    """Encode pairs as numbers; tell how many were left out.

    Left out are pairs with an empty side, or one of more than `longest` tokens.

    Args:
        pairs: sentences and their translations.
        languages: both tokenizers.
        longest: tokens in a sentence, at most.
        use: what the pairs are for, for the error.

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
            f"no pair to {use} of 1 to {longest} tokens on each side among {skipped}: "
            "check the corpus, or allow longer sentences by --longest"
        )
    return Pairs(sources, targets), skipped


def within(
    examples: Sequence[Example], languages: Languages, longest: int
) -> tuple[list[Example], int]:
    """Return examples whose source has 1 to `longest` tokens; tell how many were left out.

    Raises:
        TextError: none is left.
    """
    kept = [one for one in examples if 0 < len(languages.source.encode(one.source)) <= longest]
    if not kept:
        raise TextError(
            f"no sentence to test with of 1 to {longest} tokens among {len(examples)}: "
            "check the corpus, or allow longer sentences by --longest"
        )
    return kept, len(examples) - len(kept)
