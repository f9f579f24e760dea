"""What a translator learns from, and what it is measured by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """A sentence and one translation, to learn from."""

    source: str
    target: str


@dataclass(frozen=True)
class Example:
    """A sentence and all its known translations, to measure by."""

    source: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Splits:
    """A corpus in parts that share no source sentence, but for files that a person brings.

    Attributes:
        train: pairs to learn from.
        valid: examples to choose and watch by.
        tests: examples for the end, in named sets.
    """

    train: list[Pair]
    valid: list[Example]
    tests: dict[str, list[Example]]
