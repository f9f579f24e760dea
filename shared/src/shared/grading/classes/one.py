"""One hand-in of a class: a task that is complete, so that any machine can judge it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import UserError
from shared.grading.assignment.rubric import Rubric
from shared.grading.classes.similarity import Shingles, shingles_of
from shared.grading.errors import RubricError, SandboxError
from shared.grading.grades.grade import Grade, grade_from_dict
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import Judge, grade, not_graded
from shared.grading.walls.limited import LimitError
from shared.grading.walls.limits import Level, Limits, stronger_or_equal


@dataclass(frozen=True)
class Task:
    """What to judge and how.

    Attributes:
        assignment: its name, that of its folder.
        name: of the hand-in.
        sources: the text of each module that was handed in.
        demanded: the weakest walls.
        limits: of the hand-in.
        seed: None for a new one.
        course: the digest of checks and reference; a machine that has others must not judge.
    """

    assignment: str
    name: str
    sources: Mapping[str, bytes]
    demanded: Level
    limits: Limits
    seed: int | None
    course: str

    @property
    def digest(self) -> str:
        """What the grade depends on: hand-in, checks, reference and limits."""
        content = hashlib.sha256(self.course.encode() + repr(self.limits).encode())
        for module, source in sorted(self.sources.items()):
            content.update(module.encode() + b"\0" + hashlib.sha256(source).digest())
        return content.hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of a hand-in.

    Attributes:
        grade: as `Grade.as_dict` gives it; None where it was not judged.
        failure: why the machinery could not judge it; empty where it did.
        shingles: what it is compared by; None where that took too much time.
        machine: the name of the machine that judged.
    """

    grade: Mapping[str, Any] | None = None
    failure: str = ""
    shingles: Shingles | None = frozenset()
    machine: str = ""

    def as_json(self) -> bytes:
        """Return it as bytes, for another process; `from_json` reads them."""
        shingles = None if self.shingles is None else sorted(self.shingles)
        return json.dumps([self.grade, self.failure, shingles, self.machine]).encode()


def from_json(message: bytes) -> Outcome:
    """Return the Outcome that `as_json` wrote.

    Raises:
        ValueError, TypeError: it did not.
    """
    grade, failure, shingles, machine = json.loads(message)
    return Outcome(grade, failure, None if shingles is None else frozenset(shingles), machine)


def course_digest(rubric: Rubric) -> str:
    """Return a digest of what decides the points: checks, rubric and reference."""
    content = hashlib.sha256()
    for path in _deciding_files(rubric):
        content.update(path.relative_to(rubric.project).as_posix().encode())
        content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()


def _deciding_files(rubric: Rubric) -> list[Path]:
    grading = rubric.project / "grading"
    files = [*grading.glob("*.py"), *grading.glob("*.toml"), *rubric.package.rglob("*.py")]
    return sorted(path for path in files if path.is_file())


def judge_one(judge: Judge, task: Task) -> Outcome:
    """Judge a hand-in with a judge that is prepared for its assignment."""
    machine = socket.gethostname()
    if course_digest(judge.rubric) != task.course:
        return Outcome(
            failure=f"{machine} has other checks or another reference: bring it to the same commit",
            machine=machine,
        )
    try:
        hand_in = HandIn(task.name, task.sources)
        result = grade(judge, hand_in, task.demanded, task.limits, task.seed)
    except (SandboxError, RubricError) as error:  # no student's fault
        return Outcome(failure=f"{machine}: {error}", machine=machine)
    except UserError as error:
        result = not_graded(judge.rubric, task.name, str(error))
    named = dataclasses.replace(result, digest=task.digest)
    return Outcome(named.as_dict(), "", shingles_or_none(judge.rubric, task.sources), machine)


def shingles_or_none(rubric: Rubric, sources: Mapping[str, bytes]) -> Shingles | None:
    """Return what a hand-in is compared by; None where that takes too much time."""
    try:
        return shingles_of(rubric, sources)
    except LimitError:
        return None


def still_holds(earlier: Grade | None, task: Task) -> bool:
    """Return whether an earlier grade is this task's, from walls and a seed that are still asked for."""
    if earlier is None or earlier.digest != task.digest:
        return False
    level = earlier.sandbox.get("level")
    return level in stronger_or_equal(task.demanded) and task.seed in (None, earlier.seed)


def stored_grade(folder: Path) -> Grade | None:
    """Return the grade in `folder`; None where there is none, or a damaged one."""
    try:
        return grade_from_dict(json.loads((folder / "grade.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
