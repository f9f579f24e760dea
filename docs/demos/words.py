"""The words of the demos' pages: the table of translations must have all of them, and no others."""

from __future__ import annotations

import json
import re
from pathlib import Path

MARKED = re.compile(r"<(\w+)\b[^>]*\sdata-word\b[^>]*>(.*?)</\1>", re.S)
SAID = re.compile(r'\bsay\(\s*("(?:[^"\\]|\\.)*")')


def words_of(folder: Path) -> set[str]:
    """Return what a folder's pages say: elements with `data-word`, and the sentences of `say("…")`."""
    pages = [path.read_text(encoding="utf-8") for path in folder.glob("*.html")]
    scripts = [path.read_text(encoding="utf-8") for path in folder.glob("*.js")]
    marked = {" ".join(match[2].split()) for text in pages for match in MARKED.finditer(text)}
    return marked | {json.loads(match[1]) for text in scripts for match in SAID.finditer(text)}


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the tables of words beside the pages, a line each."""
    used = words_of(folder)
    found = []
    for path in sorted(folder.glob("words.*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))["words"]
        found += [
            f"{path.name} lacks: {text}" for text in sorted(used - {*filter(table.get, table)})
        ]
        found += [f"{path.name} has, but no page says: {text}" for text in sorted({*table} - used)]
        found += [
            f"{path.name}: other places for values than in: {text}"
            for text in sorted(used & {*table})
            if sorted(re.findall(r"\{\d\}|id=\"\w+\"", text))
            != sorted(re.findall(r"\{\d\}|id=\"\w+\"", table[text]))
        ]
    return found
