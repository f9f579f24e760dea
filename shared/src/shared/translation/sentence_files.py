"""Sentence pairs that people bring: one file of lines `source TAB target`, or two aligned files.

Every line is used, or counted with the reason why not; nothing is dropped in silence.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from shared.data.text_files import read_lines
from shared.errors import UserError
from shared.translation.splits import Example, Pair, Splits

EXAMPLES = 3
HELD_OUT = 1000  # sentences at most, where validation or test sentences are taken from training
_HEADS = {"source", "src", "target", "tgt", "trg"}


class SentenceFileError(UserError):
    """A file of sentences that cannot be used."""


@dataclass
class SentencePairs:
    """What a corpus gave.

    Attributes:
        name: of its file or files.
        pairs: the good lines, without spaces around the sentences, in Unicode's form NFC.
        skipped: how many lines were left out, by reason.
        examples: a few of them, "line 3: no tab".
        seen: the pairs again, to find one that comes twice.
    """

    name: str
    pairs: list[Pair] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    seen: set[Pair] = field(default_factory=set)

    def add(self, number: int, source: str, target: str) -> None:
        """Take a line, or count it.

        Letters become composed (NFC): an é typed on a Mac, e and U+0301, is the é of others.
        """
        source, target = (normalize("NFC", side.strip()) for side in (source, target))
        pair = Pair(source, target)
        if not source and not target:
            self.skip(number, "empty line")
        elif not source or not target:
            self.skip(number, "an empty side")
        elif pair in self.seen:
            self.skip(number, "a pair that was there before")
        else:
            self.seen.add(pair)
            self.pairs.append(pair)

    def skip(self, number: int, reason: str) -> None:
        """Count a line that is left out."""
        self.skipped[reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"line {number}: {reason}")

    def summary(self) -> str:
        """Say in one line what was read and what was left out."""
        read = f"{self.name}: {len(self.pairs):,} pairs"
        if not self.skipped:
            return read
        counted = ", ".join(f"{count:,} × {reason}" for reason, count in self.skipped.items())
        return (
            f"{read}, {self.skipped.total():,} lines left out ({counted}; "
            f"{'; '.join(self.examples)})"
        )


def read_pairs(files: Sequence[Path]) -> SentencePairs:
    """Read sentence pairs from one file, or from two whose lines belong together.

    Args:
        files: one file of lines `source TAB target` (further columns, such as Tatoeba's authors,
            are ignored; of its lines `number, source, number, target` the sentences are taken), or
            a source and a target file; `.gz` is unpacked.

    Raises:
        SentenceFileError: no pair is there; two files have different numbers of lines; or more
            than two files are named.
        TextFileError: a file cannot be read; see `shared.data.text_files`.
    """
    if not 1 <= len(files) <= 2:
        raise SentenceFileError(
            f"{len(files)} files were named: name one with lines `source TAB target`, or a source "
            "file and a target file"
        )
    for path in files:
        if path.is_dir():
            raise SentenceFileError(f"{path} is a folder: name the files in it")
    read = SentencePairs(" and ".join(map(str, files)))
    lines = [read_lines(path) for path in files]
    if len(files) == 1:
        _read_table(read, lines[0])
    else:
        if len(lines[0]) != len(lines[1]):
            raise SentenceFileError(
                f"{files[0]} has {len(lines[0]):,} lines and {files[1]} has {len(lines[1]):,}: "
                "line by line they must be translations of one another"
            )
        for number, (source, target) in enumerate(zip(*lines, strict=True), start=1):
            read.add(number, source, target)
    if not read.pairs:
        wanted = "no line `source TAB target`" if len(files) == 1 else "no pair of sentences"
        raise SentenceFileError(f"there is {wanted} in {read.summary()}")
    return read


def _is_numbered(row: Sequence[str]) -> bool:
    """Tell whether a line is as Tatoeba writes it: number, sentence, number, sentence."""
    return len(row) >= 4 and row[0].isdigit() and row[2].isdigit()


def _read_table(read: SentencePairs, lines: Sequence[str]) -> None:
    rows = [line.split("\t") for line in lines]
    columns = (0, 1)
    full = [row for row in rows if any(cell.strip() for cell in row)]
    numbered = sum(map(_is_numbered, full))
    if 2 * numbered > len(full):
        columns = (1, 3)
    for number, row in enumerate(rows, start=1):
        if number == 1 and {cell.strip().lower() for cell in row[:2]} <= _HEADS:
            read.skip(number, "names of columns")
        elif not any(cell.strip() for cell in row):
            read.skip(number, "empty line")
        elif len(row) < 2:
            read.skip(number, "no tab")
        elif columns == (1, 3) and not _is_numbered(row):
            read.skip(number, "not number, sentence, number, sentence")
        else:
            read.add(number, *(row[column] for column in columns))


def load_corpus(
    corpus: Sequence[Path],
    *,
    valid: Sequence[Path] = (),
    test: Sequence[Path] = (),
    seed: int,
    pairs: int | None = None,
    pairs_option: str = "--pairs",
    max_words: int | None = None,
) -> tuple[Splits, list[str]]:
    """Load people's own sentence pairs, split by their source sentences.

    Where there is no file to validate or test with, a tenth of the sentences of `corpus`, 1,000 at
    most, is held out for it, drawn by `seed`, and none of them is learned from; files that share
    sentences are used as they are, and a line says how many. A sentence with several
    translations is one example with several references. Spellings of one sentence that are equal in
    Unicode's form NFC are one sentence.

    Args:
        corpus: to learn from; one or two files, see `read_pairs`.
        valid: to validate with, likewise.
        test: to test with, likewise.
        seed: of what is held out, and of which pairs are used.
        pairs: to learn from, at most; None for all.
        pairs_option: by which the command sets it, for what is said.
        max_words: longest training sentence in words between spaces, on either side; None for any.

    Returns:
        the splits (`tests` has one set, "test"), and lines that say what was read and left out.

    Raises:
        SentenceFileError: a file has no pairs, or there are too few.
        TextFileError: a file cannot be read.
    """
    read = read_pairs(corpus)
    said = [read.summary()]
    held: dict[str, list[Example]] = {}
    for name, files in (("valid", valid), ("test", test)):
        if files:
            part = read_pairs(files)
            said.append(part.summary())
            held[name] = _examples(part.pairs)
    known = read.pairs
    if max_words is not None:
        known = [pair for pair in known if _words(pair) <= max_words]
        if len(known) < len(read.pairs):
            said.append(
                f"{len(read.pairs) - len(known):,} pairs of more than {max_words} words left out"
            )
    sentences = _examples(known)
    random.Random(seed).shuffle(sentences)
    missing = [name for name in ("valid", "test") if name not in held]
    count = max(1, min(HELD_OUT, len(sentences) // 10))
    if len(sentences) < len(missing) * count + 1:
        raise SentenceFileError(
            f"{read.name} has {len(sentences)} different sentences to learn from: at least "
            f"{len(missing) + 1} are needed"
        )
    for name in missing:
        held[name], sentences = sentences[:count], sentences[count:]
    if missing:
        said.append(
            f"held out of them: {count:,} sentences each for {' and '.join(missing)}"
            if len(missing) == 2
            else f"held out of them for {missing[0]}: {count:,} sentences"
        )
    train = [Pair(example.source, text) for example in sentences for text in example.references]
    tested = {example.source for part in held.values() for example in part}
    if repeated := sum(example.source in tested for example in sentences):
        said.append(
            f"{repeated:,} sentences to learn from are in the files to validate or test with too: "
            "their scores will flatter"
        )
    validating = {example.source for example in held["valid"]}
    if twice := sum(example.source in validating for example in held["test"]):
        said.append(
            f"{twice:,} sentences to test with are among those to validate with: their scores are "
            "of what was chosen by"
        )
    if pairs is not None and len(train) > pairs:
        said.append(f"{pairs:,} of {len(train):,} pairs are used; more with {pairs_option}")
        train = train[:pairs]
    return Splits(train, held["valid"], {"test": held["test"]}), said


def _words(pair: Pair) -> int:
    return max(len(pair.source.split()), len(pair.target.split()))


def _examples(pairs: Iterable[Pair]) -> list[Example]:
    """Put the translations of each source sentence together, in the order in which they came."""
    translations: dict[str, list[str]] = {}
    for pair in pairs:
        translations.setdefault(pair.source, []).append(pair.target)
    return [Example(source, tuple(targets)) for source, targets in translations.items()]
