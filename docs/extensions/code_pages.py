"""Pages with the source code that other pages link to."""

from __future__ import annotations

import ast
import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def first_line(file: Path) -> str:
    """Return the first line of a module's docstring."""
    if file.suffix != ".py":
        return ""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def listed(folder: Path) -> list[Path]:
    """Return what a folder's page lists: its Python files, and folders that have some."""
    return sorted(
        path
        for path in folder.iterdir()
        if (path.suffix == ".py" and path.is_file()) or (path.is_dir() and any(path.glob("*.py")))
    )


def all_below(places: set[str]) -> set[str]:
    """Return the places and all that the pages of folders list."""
    found: set[str] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            if (ROOT / place).is_dir():
                waiting += [path.relative_to(ROOT).as_posix() for path in listed(ROOT / place)]
    return found


def pages(app: Any) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield a page for each file and folder that is linked to."""
    for place in sorted(all_below(set().union(*app.env.course_code.values()))):
        path = ROOT / place
        if path.is_dir():
            items = "".join(
                f'<li><a href="{path.name}/{one.name}.html"><code>{one.name}</code></a> '
                f"{html.escape(first_line(one))}</li>"
                for one in listed(path)
            )
            body = f"<ul>{items}</ul>"
        else:
            text = path.read_text(encoding="utf-8")
            kind = "python" if path.suffix == ".py" else "text"
            body = app.builder.highlighter.highlight_block(text, kind, linenos=False)
        body = f"<section><h1><code>{html.escape(place)}</code></h1>{body}</section>"
        yield f"code/{place}", {"title": place, "body": body}, "page.html"


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
