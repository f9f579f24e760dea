"""Text from outside, made safe for terminals, tables and files.

Names of files, classes and hand-ins are other people's: they may move the cursor, turn the
direction of writing, or not be UTF-8 at all.
"""

from __future__ import annotations

import unicodedata
from typing import Any

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not seen, or moves what is: control characters and marks of
direction, halves of pairs, private and unknown characters, ends of lines and paragraphs."""


def printable(text: str) -> str:
    """Return `text` on one line, with "?" for each character that is not seen or moves others."""
    return "".join("?" if unicodedata.category(c) in _UNPRINTABLE else c for c in text)


def printable_lines(text: str) -> str:
    """Return `text` printable, its ends of lines kept."""
    return "\n".join(printable(line) for line in text.split("\n"))


def plain(text: Any, length: int = 600) -> str:
    """Return printable text of at most `length` characters, and " …" where there was more.

    Its ends of lines are kept.
    """
    safe = printable_lines(str(text)[: length + 1])
    return safe if len(safe) <= length else safe[:length] + " …"
