"""The plan for a term has every lesson and every exercise, each once, no exercise before its lesson."""

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


def weeks() -> list[list[str]]:
    """Return the cells of the plan's rows, a week each."""
    text = (ROOT / "docs" / "teachers" / "term.md").read_text(encoding="utf-8")
    return [
        line.strip("| ").split("|") for line in re.findall(r"^\| \d+ \|.*$", text, re.MULTILINE)
    ]


def test_the_plan_is_complete() -> None:
    rows = weeks()
    lessons = Counter(one for row in rows for one in listed(row[2]))
    exercises = Counter(one for row in rows for one in listed(row[3]))
    assert set(lessons.values()) == {1}
    assert set(exercises.values()) == {1}
    for name, folder in PROJECTS.items():
        files = (folder / "lessons").glob("*.md")
        assert {n for a, n in lessons if a == name} == {str(int(f.name[:2])) for f in files}, name
        rubric = tomllib.loads((folder / "grading" / "rubric.toml").read_text(encoding="utf-8"))
        assert {n for a, n in exercises if a == name} == {e["id"] for e in rubric["exercise"]}, name


def test_no_exercise_is_due_before_a_lesson_teaches_it() -> None:
    lesson_weeks = {one: week for week, row in enumerate(weeks()) for one in listed(row[2])}
    exercise_weeks = {one: week for week, row in enumerate(weeks()) for one in listed(row[3])}
    taught: dict[tuple[str, str], int] = {}
    for name, folder in PROJECTS.items():
        report = (folder / "README.md").read_text(encoding="utf-8")
        for lesson, ids in re.findall(
            r"^\| (\d+) \| \[.*\]\(lessons/.*\| ([\d., ]+) \|$", report, re.M
        ):
            for exercise in ids.split(", "):
                week = lesson_weeks[name, lesson]
                taught[name, exercise] = min(week, taught.get((name, exercise), week))
    assert len(taught) > 100
    assert {one for one, week in taught.items() if exercise_weeks[one] < week} == set()
