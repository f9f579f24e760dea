"""The plan for a term has every lesson and every exercise, each once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECTS = {
    path.name.split("_")[0]: path for path in ROOT.glob("*_*") if (path / "lessons").exists()
}


def listed(cell: str) -> list[tuple[str, str]]:
    """Return (assignment, number) of a cell such as `work01 1.1–1.3, 2.5` or `work01 1–3`."""
    name, _, numbers = cell.strip().partition(" ")
    found = []
    for part in numbers.split(", "):
        first, _, last = part.partition("–")
        stem, _, start = first.rpartition(".")
        end = int((last or first).rpartition(".")[2])
        found += [(name, f"{stem}.{n}".strip(".")) for n in range(int(start), end + 1)]
    return found


def test_the_plan_is_complete() -> None:
    text = (ROOT / "docs" / "teachers" / "term.md").read_text(encoding="utf-8")
    rows = [
        line.strip("| ").split("|") for line in re.findall(r"^\| \d+ \|.*$", text, re.MULTILINE)
    ]
    lessons = Counter(one for row in rows for one in listed(row[2]))
    exercises = Counter(one for row in rows for one in listed(row[3]))
    assert set(lessons.values()) == {1}
    assert set(exercises.values()) == {1}
    for name, folder in PROJECTS.items():
        files = (folder / "lessons").glob("*.md")
        assert {n for a, n in lessons if a == name} == {str(int(f.name[:2])) for f in files}, name
        rubric = tomllib.loads((folder / "grading" / "rubric.toml").read_text(encoding="utf-8"))
        assert {n for a, n in exercises if a == name} == {e["id"] for e in rubric["exercise"]}, name
