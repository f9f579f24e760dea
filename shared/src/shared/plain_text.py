"""Text from outside, made safe for terminals, tables and files.

Names of files, classes and hand-ins are other people's: they may move the cursor, turn the
direction of writing, or not be UTF-8 at all.
"""

from __future__ import annotations

import unicodedata
from typing import Any

_CONTROL = {**dict.fromkeys(range(32), "?"), **dict.fromkeys(range(127, 160), "?")}
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode's categories


def one_line(text: str) -> str:
    """Return text that any terminal and any file takes, on one line: names need not be UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(_CONTROL)


def printable(text: str) -> str:
    """Return `text` with "?" for what is not seen or moves what is: control and bidi characters."""
    return "".join("?" if unicodedata.category(c) in _UNPRINTABLE else c for c in text)


def plain(text: Any, length: int = 600) -> str:
    """Return printable text of at most `length` characters, and " …" where there was more."""
    safe = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(text)[: length + 1])
    return safe if len(safe) <= length else safe[:length] + " …"
