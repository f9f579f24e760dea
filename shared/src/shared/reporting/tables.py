"""README tables and figures in prose, written from results files.

Two markers, both ended by `<!-- end -->`; whatever stands between is replaced:

    <!-- table results/study.json columns="layers; RMSE:.4f" -->
    <!-- value results/train.json valid RMSE:.4f -->

Paths are relative to the Markdown file. A column may carry a format after a colon. A list of
numbers, one per seed, is shown as mean ± sample standard deviation.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.errors import UserError
from shared.files import write_text_atomically
from shared.reporting.results import ResultsError, load_results

_TABLE = re.compile(
    r'(<!-- table (?P<file>\S+)(?: columns="(?P<columns>[^"]*)")? -->\n).*?(<!-- end -->)',
    re.DOTALL,
)
_VALUE = re.compile(r"(<!-- value (?P<file>\S+) (?P<key>.+?) -->)[^\n]*?(<!-- end -->)")
_OPENING = re.compile(r"<!-- (?:table|value) \S+")


class ReportError(UserError):
    """A marker that cannot be filled: it names a missing file, column or value."""


def _split_format(text: str) -> tuple[str, str]:
    """`"RMSE:.4f"` → `("RMSE", ".4f")`; without a colon the format is empty."""
    name, _, form = text.strip().rpartition(":")
    return (name.strip(), form.strip()) if name else (form.strip(), "")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def format_cell(value: Any, form: str = "") -> str:
    """One table cell: numbers by `form`, lists of numbers as mean ± standard deviation."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value or not all(_is_number(item) for item in value):
            return ", ".join(str(item) for item in value)
        mean = statistics.fmean(value)
        if len(value) == 1:
            return format(mean, form or ".4f")
        return f"{mean:{form or '.4f'}} ± {statistics.stdev(value):{form or '.4f'}}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "–"
    return format(value, form) if form and _is_number(value) else str(value)


def origin(results: Mapping[str, Any], link: str) -> str:
    """One line that says where a table comes from."""
    facts = results["provenance"]
    hardware, versions = facts["hardware"], facts["packages"]
    machine = ", ".join(hardware.get("gpus", [])) or (
        f"{hardware['processor']}, {hardware['cores']} cores"
    )
    parts = [f"[{Path(link).name}]({link})", f"`{results['command']}`"]
    if results.get("seeds"):
        seeds = results["seeds"]
        parts.append(f"{len(seeds)} seeds" if len(seeds) > 1 else f"seed {seeds[0]}")
    parts += [machine, f"torch {versions.get('torch', '?')}", facts["date"][:10]]
    if facts.get("commit"):
        parts.append(f"commit {facts['commit']}")
    return f"<sub>{' · '.join(parts)}</sub>"


def _table(match: re.Match[str], folder: Path) -> str:
    results = load_results(folder / match["file"])
    rows: list[dict[str, Any]] = results["rows"]
    if not rows:
        raise ReportError(f"{match['file']} has no rows for a table")
    if match["columns"]:
        columns = [_split_format(column) for column in match["columns"].split(";")]
    else:  # all, as the file names them
        columns = [(name, "") for name in rows[0]]
    for name, _ in columns:
        if not any(name in row for row in rows):
            raise ReportError(
                f"{match['file']} has no column {name!r}; it has {', '.join(rows[0])}"
            )
    numeric = [
        all(isinstance(row.get(name), int | float | list | None) for row in rows)
        for name, _ in columns
    ]
    lines = [
        "| " + " | ".join(name for name, _ in columns) + " |",
        "|" + "|".join("---:" if right else "---" for right in numeric) + "|",
    ]
    for row in rows:
        cells = (format_cell(row.get(name), form).replace("|", "\\|") for name, form in columns)
        lines.append("| " + " | ".join(cells) + " |")
    body = "\n".join(lines)
    return f"{match[1]}{body}\n\n{origin(results, match['file'])}\n{match[4]}"


def _value(match: re.Match[str], folder: Path) -> str:
    name, form = _split_format(match["key"])
    values = load_results(folder / match["file"])["values"]
    if name not in values:
        raise ReportError(f"{match['file']} has no value {name!r}; it has {', '.join(values)}")
    return f"{match[1]}{format_cell(values[name], form)}{match[4]}"


def render(markdown: Path) -> str:
    """The text that `markdown` should have, given the results files it names.

    Raises:
        ReportError: a marker is malformed or names a file, column or value that is not there.
    """
    text = markdown.read_text(encoding="utf-8")
    filled = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal filled
        filled += 1
        maker = _table if match.re is _TABLE else _value
        try:
            return maker(match, markdown.parent)
        except ResultsError as error:
            raise ReportError(f"{markdown}: {error}") from None

    rendered = _VALUE.sub(fill, _TABLE.sub(fill, text))
    expected = len(_OPENING.findall(text))
    if filled != expected:
        raise ReportError(
            f"{markdown}: {expected} markers open but {filled} are well formed; "
            "each needs its own <!-- end -->, and a table's opening stands alone on its line"
        )
    return rendered


def rewrite(markdown: Path) -> bool:
    """Bring `markdown` up to date with its results files; True where that changed it."""
    rendered = render(markdown)
    changed = rendered != markdown.read_text(encoding="utf-8")
    if changed:
        write_text_atomically(markdown, rendered)
    return changed
