"""Text that comes from a hand-in, made safe for terminals, tables and files."""

from __future__ import annotations

from typing import Any

_CONTROL = {**dict.fromkeys(range(32), "?"), **dict.fromkeys(range(127, 160), "?")}


def one_line(text: str) -> str:
    """Return text that any terminal and any file takes, on one line: names need not be UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(_CONTROL)


def plain(text: Any, length: int = 600) -> str:
    """Return printable text of at most `length` characters, and " …" where there was more."""
    safe = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(text)[: length + 1])
    return safe if len(safe) <= length else safe[:length] + " …"
