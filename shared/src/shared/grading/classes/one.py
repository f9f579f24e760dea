"""One hand-in of a class, graded in a process of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from shared.errors import UserError
from shared.grading.assignment.rubric import Rubric, load_rubric
from shared.grading.classes.similarity import Shingles, shingles_of
from shared.grading.errors import HandInError, SandboxError
from shared.grading.grades import formats
from shared.grading.grades.grade import Grade, grade_from_dict
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.hand_ins.opening import open_hand_in
from shared.grading.judging.judge import grade, not_graded, prepare
from shared.grading.walls.limited import LimitError
from shared.grading.walls.limits import Level, Limits, stronger_or_equal


@dataclass(frozen=True)
class Task:
    """What to grade and how; `course` is the digest of checks and reference."""

    project: Path
    path: Path
    folder: Path
    demanded: Level
    limits: Limits
    seed: int | None
    course: str


@dataclass(frozen=True)
class Outcome:
    """What became of a hand-in; its grade is in its folder unless it was not judged.

    Attributes:
        failure: why the machinery could not judge it; empty where it did.
        again: the result of an earlier batch was still right.
        shingles: what it is compared by; None where that took too much time.
    """

    failure: str = ""
    again: bool = False
    shingles: Shingles | None = frozenset()


def course_digest(rubric: Rubric) -> str:
    """Return a digest of what decides the points: checks, rubric and reference."""
    content = hashlib.sha256()
    for room in ("grading", "src"):
        for path in sorted((rubric.project / room).rglob("*")):
            if path.suffix in (".py", ".toml") and path.is_file():
                content.update(str(path.relative_to(rubric.project)).encode())
                content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()


def grade_one(task: Task, answer: Connection) -> None:
    """Grade a hand-in into its folder and send the Outcome, as JSON."""
    outcome = _grade(task)
    shingles = None if outcome.shingles is None else sorted(outcome.shingles)
    answer.send_bytes(json.dumps([outcome.failure, outcome.again, shingles]).encode())
    answer.close()


def received(message: bytes) -> Outcome:
    """Return the Outcome that `grade_one` sent."""
    failure, again, shingles = json.loads(message)
    return Outcome(failure, again, None if shingles is None else frozenset(shingles))


def _grade(task: Task) -> Outcome:
    rubric = load_rubric(task.project)
    try:
        hand_in = open_hand_in(task.path, rubric)
    except HandInError as error:
        formats.write_all(not_graded(rubric, task.folder.name, str(error)), task.folder)
        return Outcome()
    digest = _digest(hand_in, task.course)
    earlier = stored_grade(task.folder)
    again = earlier is not None and earlier.digest == digest and _still_holds(earlier, task)
    if not again:
        try:
            with prepare(rubric) as judge:
                result = grade(judge, hand_in, task.demanded, task.limits, task.seed)
        except SandboxError as error:
            return Outcome(failure=str(error))
        except UserError as error:
            result = not_graded(rubric, task.folder.name, str(error))
        named = dataclasses.replace(result, hand_in=task.folder.name, digest=digest)
        formats.write_all(named, task.folder)
    try:
        shingles: Shingles | None = shingles_of(rubric, hand_in.sources)
    except LimitError:
        shingles = None
    return Outcome(again=again, shingles=shingles)


def _digest(hand_in: HandIn, course: str) -> str:
    content = hashlib.sha256(course.encode())
    for module, source in sorted(hand_in.sources.items()):
        content.update(module.encode() + b"\0" + hashlib.sha256(source).digest())
    return content.hexdigest()


def _still_holds(earlier: Grade, task: Task) -> bool:
    """Return whether an earlier grade came from walls and a seed that are still asked for."""
    level = earlier.sandbox.get("level")
    return level in stronger_or_equal(task.demanded) and task.seed in (None, earlier.seed)


def stored_grade(folder: Path) -> Grade | None:
    """Return the grade in `folder`; None where there is none, or a damaged one."""
    try:
        return grade_from_dict(json.loads((folder / "grade.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
