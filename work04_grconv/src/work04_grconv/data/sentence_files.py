"""Sentences and sentence pairs from a user's files: checked line by line, what is bad is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared.translation import Pair
from work04_grconv.errors import TextError

LARGEST = 200_000_000  # bytes; a file beyond that is hardly meant
EXAMPLES = 3


def read_lines(path: Path) -> list[str]:
    """Read the lines of a text file in UTF-8 (a byte order mark is left out).

    Raises:
        TextError: it cannot be read, is empty, too large, or in another encoding.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise TextError(f"{path} has {size:,} bytes, at most {LARGEST:,} are read: split it")
        content = path.read_bytes()
    except OSError as error:
        raise TextError(f"cannot read {path}: {error.strerror}") from error
    return decode_lines(content, str(path))


def decode_lines(content: bytes, name: str) -> list[str]:
    """Decode `content` as lines of text; `name` is what an error calls it.

    Raises:
        TextError: nothing but white space, or no UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TextError(
            f"{name}, line {line}: byte 0x{content[error.start]:02x} is no UTF-8. Convert it first, "
            f"such as: iconv -f WINDOWS-1252 -t UTF-8 {name}"
        ) from None
    if not text.strip():
        raise TextError(f"{name} is empty: give at least one sentence")
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")


@dataclass
class PairFile:
    """What a file of sentence pairs gave.

    Attributes:
        pairs: the good lines.
        skipped: how many bad lines, by reason.
        examples: a few of them, "line 3: no tab".
    """

    pairs: list[Pair] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def skip(self, number: int, reason: str) -> None:
        """Count a bad line."""
        self.skipped[reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"line {number}: {reason}")

    def summary(self) -> str:
        """Say in one line what was left out."""
        if not self.skipped:
            return "no line left out"
        counted = ", ".join(f"{count} × {reason}" for reason, count in self.skipped.items())
        return f"{self.skipped.total()} lines left out ({counted}; {'; '.join(self.examples)})"


def read_pairs(path: Path) -> PairFile:
    """Read sentence pairs from lines `source TAB target`; further columns are ignored.

    Tatoeba's files have a third column with the authors' names.

    Raises:
        TextError: the file cannot be read, or no line of it is a pair.
    """
    file = parse_pairs(read_lines(path))
    if not file.pairs:
        raise TextError(f"{path} has no line `source TAB target`: {file.summary()}")
    return file


def parse_pairs(lines: Iterable[str]) -> PairFile:
    """Sort lines into pairs and bad ones."""
    file = PairFile()
    for number, line in enumerate(lines, start=1):
        source, tab, rest = line.rstrip("\r").partition("\t")
        target = rest.partition("\t")[0]
        if not line.strip():
            file.skip(number, "empty line")
        elif not tab:
            file.skip(number, "no tab")
        elif not source.strip() or not target.strip():
            file.skip(number, "an empty side")
        else:
            file.pairs.append(Pair(source.strip(), target.strip()))
    return file
