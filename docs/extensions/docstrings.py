"""Reads docstrings as they are written in this course: plain text with `code` and indented examples."""

from __future__ import annotations

import re
from typing import Any

CODE = re.compile(r"(`[^`\n]*`)")
SECTION = re.compile(r"\s*(Args|Attributes|Raises|Returns|Yields|Examples?|Notes?):\s*")


def as_rest(lines: list[str]) -> list[str]:
    """Return a docstring's lines as reStructuredText that means the same.

    What is indented after an empty line is an example. A star is a star, and `name_` no link.
    """
    written: list[str] = []
    example = False
    before = ""
    for number, line in enumerate(lines):
        if not line.strip():
            written.append(line)
            continue
        indented = line.startswith("    ")
        if not indented:
            example = False
        elif number and not lines[number - 1].strip() and not SECTION.fullmatch(before):
            if not example:
                written += ["::", ""]
            example = True
        written.append(line if example else plain(line))
        if not indented:
            before = line
    return written


def plain(line: str) -> str:
    """Escape what reStructuredText would take for markup, outside `code`."""
    parts = CODE.split(line)
    for place in range(0, len(parts), 2):
        part = re.sub(r"(?<!\\)\*", r"\\*", parts[place])
        parts[place] = re.sub(r"(?<=\w)_(?!\w)", r"\\_", part)
    return "".join(parts)


def process(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Change a docstring before napoleon reads its sections."""
    lines[:] = as_rest(lines)
    if what in ("attribute", "data", "property"):
        # Napoleon takes what stands before a colon in the first line for a type.
        lines.insert(0, "")


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""
    app.connect("autodoc-process-docstring", process, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
