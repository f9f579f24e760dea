"""What every lesson has: the same parts in the same order, so that a reader finds his way."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from shared.lessons.lesson import Lesson, LessonError

PARTS = (
    "The question",
    "The idea",
    "The equation",
    "The code",
    "Predict",
    "The run",
    "What it shows",
    "The exercise",
    "Check yourself",
    "Reading",
)
WORDS = range(600, 1201)
QUESTIONS = 3
ENGLISH, CHINESE = "https://d2l.ai/", "https://zh.d2l.ai/"


def faults(lesson: Lesson, exercises: Collection[str]) -> list[str]:
    """Return what a lesson lacks, a sentence each.

    Args:
        lesson: to look at.
        exercises: ids of the assignment's exercises.
    """
    found = []
    parts = [line[3:].strip() for line in lesson.text.splitlines() if line.startswith("## ")]
    if parts != list(PARTS):
        found.append(f"its parts are {', '.join(parts)}, and not {', '.join(PARTS)}")
    if not re.match(rf"{lesson.number}\. \S", lesson.title):
        found.append(f"its title must begin with {lesson.number}.: {lesson.title!r}")
    if (words := len(lesson.prose.split())) not in WORDS:
        found.append(f"it has {words} words: {WORDS[0]} to {WORDS[-1]} are read at one sitting")
    if "$$" not in lesson.text:
        found.append("no equation stands between $$")
    if not any(include.name for include in lesson.includes):
        found.append("no code is included by its name (literalinclude with :pyobject:)")
    if "```{code-cell}" not in lesson.text:
        found.append("nothing runs: it has no code-cell")
    if (questions := lesson.text.count("<details>")) != QUESTIONS:
        found.append(f"it has {questions} questions with folded answers, and not {QUESTIONS}")
    for language, address in (("English", ENGLISH), ("Chinese", CHINESE)):
        if address not in lesson.text:
            found.append(f"no section of Dive into Deep Learning in {language} ({address}…)")
    named = re.findall(r"^\*\*Exercise (\d+\.\d+)", lesson.text, re.MULTILINE)
    found += [f"there is no exercise {one} in the rubric" for one in named if one not in exercises]
    if not named:
        found.append("it names no **Exercise 1.2**")
    project = lesson.path.parent.parent
    exercise = lesson.text.partition("## The exercise")[2].partition("\n## ")[0]
    tests = re.findall(r"^python -m pytest .*$", exercise, re.MULTILINE)
    if not tests:
        found.append("its exercise says no command that tests it (python -m pytest tests/…)")
    for file in re.findall(r"\btests/\S+", "\n".join(tests)):
        if not (project / file).exists():
            found.append(f"its exercise is tested by {file}, which is not there")
    return found


def check(lessons: Sequence[Lesson], exercises: Collection[str]) -> None:
    """Make sure that lessons are as lessons are.

    Raises:
        LessonError: with a line for each fault of each.
    """
    lines = [
        f"{lesson.path.name}: {fault}" for lesson in lessons for fault in faults(lesson, exercises)
    ]
    numbers = [lesson.number for lesson in lessons]
    if numbers != [*range(1, len(lessons) + 1)]:
        lines.append(f"the lessons are numbered {numbers}: count from 1 without a gap")
    if lines:
        raise LessonError("\n".join(lines))
