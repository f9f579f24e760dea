"""Lists in a README: an assignment's exercises, from its rubric, and its lessons, from their files.

    <!-- exercises -->   a row for each exercise of grading/rubric.toml beside the README, and the rules
    <!-- lessons -->     a row for each of lessons/*.md beside it

Both are ended by `<!-- end -->`; whatever stands between is replaced, other markers never. A project
without a rubric, as a student's is, keeps its table of exercises.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

_LIST = re.compile(
    r"(?<!`)(<!-- (exercises|lessons) -->\n)(?:(?!<!-- ).)*(<!-- end -->)", re.DOTALL
)
_EXERCISE = re.compile(r"^\*\*Exercise (\d+\.\d+)", re.MULTILINE)
RULES = (
    "A function leaves its arguments as they were, unless its docstring says otherwise. A ready function",
    "that does the whole exercise, of a library or of this course, can cost its points; one that the",
    "docstring names does not.",
)
WORDS_A_MINUTE = 80  # of somebody who computes along, in a second language


def fill_lists(text: str, folder: Path) -> tuple[str, int]:
    """Return `text` with its lists as the files in `folder`, an assignment's, say; and how many.

    Raises:
        RubricError: the rubric is not as rubrics are.
        LessonError: there is no lesson, or one is not named as lessons are.
    """

    def fill(match: re.Match[str]) -> str:
        opening, kind, end = match.groups()
        if kind == "exercises" and not (folder / "grading" / "rubric.toml").exists():
            return match[0]
        lines = exercises(folder) if kind == "exercises" else lessons(folder)
        return opening + "\n".join(lines) + "\n" + end

    return _LIST.subn(fill, text)


def exercises(project: Path) -> list[str]:
    """Return the lines of a table of a project's exercises, in the rubric's order, and their rules."""
    from shared.grading.assignment.rubric import load_rubric

    rubric = load_rubric(project)
    lines = ["| | exercise | write | points | read |", "|---|---|---|---:|---|"]
    for one in rubric.exercises:
        place = one.module.partition(".")[2].replace(".", "/")
        write = f"`{one.qualified_name}`<br>in `{place}.py`"
        cells = (one.id, one.title, write, f"{one.points:g}", one.reading)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, "", *RULES]


def lessons(project: Path) -> list[str]:
    """Return the lines of a table of a project's lessons, in the order of reading."""
    from shared.lessons.lesson import lessons_of

    lines = ["| | lesson | minutes | exercises |", "|---:|---|---:|---|"]
    for lesson in lessons_of(project):
        title = lesson.title.partition(". ")[2]
        link = f"[{title}]({lesson.path.resolve().relative_to(project.resolve()).as_posix()})"
        minutes = 5 * math.ceil(len(lesson.prose.split()) / WORDS_A_MINUTE / 5)
        named = dict.fromkeys(_EXERCISE.findall(lesson.text))
        lines.append(f"| {lesson.number} | {link} | {minutes} | {', '.join(named)} |")
    return lines
