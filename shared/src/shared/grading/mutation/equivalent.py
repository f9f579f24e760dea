"""The list `grading/equivalent.toml`: mutants that compute the same as the reference, and why.

An entry is a table:

    [[equivalent]]
    exercise = "2.3"
    mutant = "a + b → b + a"
    reason = "A sum has no order."
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.grading.assignment.rubric import Rubric
from shared.grading.errors import RubricError
from shared.grading.mutation.mutants import Mutant

KEYS = ("exercise", "mutant", "reason")


@dataclass(frozen=True)
class Equivalent:
    """One entry: the exercise's id, the mutant's description, why it computes the same."""

    exercise: str
    mutant: str
    reason: str


def load_equivalents(rubric: Rubric) -> list[Equivalent]:
    """Read an assignment's list; it is empty where there is no file.

    Raises:
        RubricError: it is of another form, an entry stands there twice, or its exercise is unknown.
    """
    path = rubric.project / "grading" / "equivalent.toml"
    if not path.exists():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise RubricError(f"{path} cannot be read: {error}") from None
    entries = table.pop("equivalent", [])
    if table or not isinstance(entries, list):
        raise RubricError(f"{path}: expected nothing but several [[equivalent]]")
    ids = {exercise.id for exercise in rubric.exercises}
    known: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries, 1):
        where = f"{path}, entry {number}"
        if not isinstance(entry, dict) or sorted(entry) != sorted(KEYS):
            raise RubricError(f"{where}: expected {', '.join(KEYS)}")
        if not all(isinstance(text, str) and text.strip() for text in entry.values()):
            raise RubricError(f"{where}: {', '.join(KEYS)} must be texts, and none empty")
        if entry["exercise"] not in ids:
            raise RubricError(f"{where}: there is no exercise {entry['exercise']!r}")
        name = entry["exercise"], entry["mutant"]
        if name in known:
            raise RubricError(f"{where} stands there twice: {entry['mutant']}")
        known.add(name)
    return [Equivalent(**entry) for entry in entries]


def stale(
    equivalents: Sequence[Equivalent], mutants: Mapping[str, Sequence[Mutant]]
) -> list[Equivalent]:
    """Return the entries of these exercises that describe no mutant any more."""
    return [
        entry
        for entry in equivalents
        if entry.exercise in mutants
        and entry.mutant not in {mutant.says for mutant in mutants[entry.exercise]}
    ]
