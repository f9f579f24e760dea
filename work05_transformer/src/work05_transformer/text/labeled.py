"""Texts with a class each: a user's own tables, film reviews, or sentences made here."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from shared.data.text import load_imdb
from shared.data.text_files import read_table
from work05_transformer.errors import CorpusError

REVIEWS = ("negative", "positive")  # IMDB's classes 0 and 1
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class LabeledText(NamedTuple):
    """A text and the name of its class."""

    text: str
    label: str


@dataclass(frozen=True)
class LabeledSplits:
    """Texts to learn from, to validate with and to test with.

    Attributes:
        train, valid, test: no text is in two of them, unless a user's files have it so.
        notes: what was left out, in a line for each reason.
    """

    train: list[LabeledText]
    valid: list[LabeledText]
    test: list[LabeledText]
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[list[LabeledText], ...]:
        """The texts to learn from, to validate with, and to test with."""
        return self.train, self.valid, self.test

    @property
    def texts(self) -> list[str]:
        """All texts, in the order of `parts`."""
        return [text for part in self.parts for text, _ in part]

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, sorted."""
        return tuple(sorted({label for _, label in self.train}))


def read_labeled(
    path: Path, text: str = "text", label: str = "label"
) -> tuple[list[LabeledText], list[str]]:
    """Read a CSV or TSV file with a column of texts and one of class names.

    Texts stay as they are; names of classes are in NFC, and texts are told apart by theirs.

    Args:
        path: its first line names the columns; there may be others, which are not read.
        text: name of the column of the texts.
        label: name of the column of the classes.

    Returns:
        the texts, each with its class once, and a line about what was left out.

    Raises:
        TextFileError: there is no such file, or it is no table.
        CorpusError: a column is missing, no row has both, or a label is not on one line.
    """
    table = read_table(path)
    for column, option in ((text, "--text-column"), (label, "--label-column")):
        if column not in table.columns:
            raise CorpusError(
                f"{path} has no column {column!r}, but {', '.join(map(repr, table.columns))}: "
                f"name the columns text and label in its first line, or give {option}"
            )
    rows = [LabeledText(row[text].strip(), composed(row[label].strip())) for row in table.rows]
    whole = {number: row for number, row in enumerate(rows) if row.text and row.label}
    for number, row in whole.items():
        if CONTROL.search(row.label):
            raise CorpusError(
                f"{path}: the label {row.label!r}, in line {table.lines[number]}, holds a line end, "
                "a tab or another control character: classify.py writes it on one line, rename it"
            )
    first: dict[LabeledText, LabeledText] = {}
    repeated = []
    for number, row in whole.items():
        if first.setdefault(LabeledText(composed(row.text), row.label), row) is not row:
            repeated.append(table.lines[number])
    kept = list(first.values())
    if not kept:
        raise CorpusError(f"{path} has no row with both a text and a label")
    notes = []
    if missing := [table.lines[number] for number in range(len(rows)) if number not in whole]:
        notes.append(
            f"{path}: {len(missing):,} rows without a text or a label are left out, the first in "
            f"line {missing[0]}"
        )
    if repeated:
        notes.append(
            f"{path}: {len(repeated):,} rows that were there before are left out, the first in line "
            f"{repeated[0]}"
        )
    return kept, notes


def composed(text: str) -> str:
    """Return a text in NFC, in which é is one character: its two spellings are one text."""
    return unicodedata.normalize("NFC", text)


def split_labeled(
    texts: Sequence[LabeledText], held_out: int, *, parts: int
) -> list[list[LabeledText]]:
    """Split texts at random, always alike; a text with two labels or spellings stays in one part.

    Args:
        texts: all.
        held_out: at most so many, and no more than a tenth, in each held-out part, but one at least.
        parts: how many parts are held out.

    Returns:
        the held-out parts, and behind them the rest, which has every class.
    """
    groups: dict[str, list[LabeledText]] = defaultdict(list)
    for one in texts:
        groups[composed(one.text)].append(one)
    order = sorted(groups)
    random.Random(0).shuffle(order)
    size = max(1, min(held_out, len(order) // 10))
    left = Counter(one.label for one in texts)
    taken: list[str] = []
    for text in order:
        labels = [one.label for one in groups[text]]
        if len(taken) < parts * size and all(left[label] > 1 for label in labels):
            taken.append(text)
            left.subtract(labels)
    held = set(taken)
    rest = [text for text in order if text not in held]
    chosen = [taken[part * size : (part + 1) * size] for part in range(parts)]
    return [[one for text in part for one in groups[text]] for part in (*chosen, rest)]


def load_labeled(
    corpus: Path,
    valid: Path | None,
    test: Path | None,
    *,
    columns: tuple[str, str],
    held_out: int,
) -> LabeledSplits:
    """Load a user's own texts.

    Args:
        corpus: the file to learn from.
        valid: the file to validate with; where there is none, part of the corpus.
        test: the file to test with, likewise.
        columns: names of the columns of texts and of labels.
        held_out: see `split_labeled`.

    Raises:
        TextFileError: a file is missing, or no table.
        CorpusError: there is but one class, too few texts, or a class that training does not have.
    """
    rest, notes = read_labeled(corpus, *columns)
    if len({label for _, label in rest}) < 2:
        raise CorpusError(
            f"{corpus} has one class only, {rest[0].label!r}: give texts of two or more"
        )
    own: dict[str, list[LabeledText]] = {}
    for part, path in (("valid", valid), ("test", test)):
        if path is not None:
            own[part], more = read_labeled(path, *columns)
            notes += more
    wanted = [part for part in ("valid", "test") if part not in own]
    *made, rest = split_labeled(rest, held_out, parts=len(wanted))
    own |= dict(zip(wanted, made, strict=True))
    known, learned = {label for _, label in rest}, {composed(text) for text, _ in rest}
    for part, texts in own.items():
        if not texts:
            raise CorpusError(
                f"{corpus} has too few texts to hold some out: give at least two of each class, or "
                f"--{part} FILE"
            )
        if unknown := [label for _, label in texts if label not in known]:
            raise CorpusError(
                f"the class {unknown[0]!r} of --{part} is none of {corpus}: "
                f"{', '.join(sorted(known))}"
            )
        if both := sum(composed(text) in learned for text, _ in texts):
            notes.append(
                f"{both:,} texts of --{part} are in {corpus} too: the metrics are too good"
            )
    return LabeledSplits(rest, own["valid"], own["test"], tuple(notes))


def load_made(data: Literal["imdb", "sample"], held_out: int) -> LabeledSplits:
    """Load film reviews, or make sentences in two languages.

    Raises:
        DataUnavailableError: the reviews cannot be had.
    """
    if data == "imdb":
        loaded = load_imdb()
        pairs = zip(loaded.texts, loaded.labels, strict=True)
        texts = [LabeledText(text, REVIEWS[label]) for text, label in pairs]
    else:
        from shared.translation import controlled_corpus  # a second, for the sample only

        made = controlled_corpus(200, held_out=1).train
        texts = [LabeledText(pair.source, "English") for pair in made]
        texts += [LabeledText(pair.target, "French") for pair in made]
    valid, test, train = split_labeled(texts, held_out, parts=2)
    return LabeledSplits(train, valid, test)
