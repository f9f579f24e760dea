"""The class's tables: for each hand-in, for each exercise, and who resembles whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from statistics import mean

from shared.grading.assignment.rubric import Rubric
from shared.grading.grades.grade import Grade, number
from shared.plain_text import plain

FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the latter: full width


def _csv(rows: list[list[str]]) -> str:
    """Return comma-separated text; a cell that a spreadsheet would take for a formula is made text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow([safe_cell(plain(cell)) for cell in row])
    return stream.getvalue()


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.lstrip()[:1] in FORMULA else cell


def class_table(
    rubric: Rubric, grades: Sequence[Grade], not_judged: Mapping[str, str] | None = None
) -> str:
    """Write a line for each hand-in: total, exercises, and what was wrong with it as a whole.

    Args:
        rubric: of the assignment.
        grades: of those that were judged.
        not_judged: names of the others and why: they have no score.
    """
    header = ["hand-in", "score", "points", *(e.id for e in rubric.exercises), "sandbox", "problem"]
    rows = [
        [
            one.hand_in,
            number(one.score),
            number(one.points),
            *(number(exercise.score) for exercise in one.exercises),
            str(one.sandbox.get("level", "")),
            one.problem,
        ]
        for one in grades
    ]
    empty = [""] * len(rubric.exercises)
    rows += [
        [name, "", number(rubric.points), *empty, "", f"not judged: {reason}"]
        for name, reason in (not_judged or {}).items()
    ]
    return _csv([header, *rows])


def exercise_table(rubric: Rubric, grades: Sequence[Grade]) -> str:
    """Write a line for each exercise: how many got all its points, none of them, and the mean."""
    rows = [["exercise", "title", "points", "mean", "full", "none"]]
    for position, exercise in enumerate(rubric.exercises):
        scores = [one.exercises[position].score for one in grades]
        rows.append(
            [
                exercise.id,
                exercise.title,
                number(exercise.points),
                number(mean(scores)) if scores else "",
                str(sum(score == exercise.points for score in scores)),
                str(sum(score == 0 for score in scores)),
            ]
        )
    return _csv(rows)


def histogram(rubric: Rubric, grades: Sequence[Grade], bins: int = 10) -> str:
    """Draw a histogram of the class's totals, a line for each tenth of the points."""
    counts = [0] * bins
    for one in grades:
        counts[min(int(bins * one.score / rubric.points), bins - 1)] += 1
    lines = []
    for position, count in enumerate(counts):
        low, high = (rubric.points * edge / bins for edge in (position, position + 1))
        bar = "█" * round(40 * count / max(counts)) if count else ""
        lines.append(f"{number(low):>6} – {number(high):>6}  {bar} {count}")
    return "\n".join(lines)


def similarity_table(pairs: Sequence[tuple[str, str, float]]) -> str:
    """Write a line for each pair that is alike."""
    rows = [[a, b, f"{similarity:.3f}"] for a, b, similarity in pairs]
    return _csv([["hand-in", "other", "similarity"], *rows])
