"""The judge: runs each exercise's checks against a hand-in that it never imports."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.util
import secrets
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from shared.grading.assignment.rubric import Exercise, Rubric, parse
from shared.grading.assignment.starter import copy_package
from shared.grading.errors import RubricError, SandboxError, StudentDied, StudentError
from shared.grading.grades.grade import (
    CheckResult,
    ExerciseResult,
    Grade,
    exercise_result,
    no_points,
)
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.remote.stand_ins import Student
from shared.grading.walls.limits import Level, Limits, Place, stronger_or_equal
from shared.grading.walls.sandbox import describe
from shared.plain_text import plain

RAISED, UNSOLVED = "Your code raised ", "Your code raised NotImplementedError"

Check = Callable[[Any, Any, np.random.Generator], None]


class Reference:
    """The package with the answers: an attribute is one of its modules."""

    def __init__(self, package: str) -> None:
        self._package = package

    def __getattr__(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self._package}.{name}")


@dataclass(frozen=True)
class Judge:
    """What grading one assignment needs, prepared once for many hand-ins.

    `starter` is a folder with the import package without its answers, `libraries` are the modules
    that the reference's files import from elsewhere.
    """

    rubric: Rubric
    starter: Path
    hidden: tuple[Path, ...]
    libraries: tuple[str, ...]

    @functools.cached_property
    def reference(self) -> Reference:
        """The reference, imported now.

        Raises:
            RubricError: another package of the same name is installed.
        """
        source = str(self.rubric.project / "src")
        if source not in sys.path:
            sys.path.insert(0, source)
        for module in self.rubric.modules:
            origin = importlib.import_module(module).__file__
            if not origin or Path(origin).resolve() != self.rubric.source(module).resolve():
                raise RubricError(
                    f"{module} comes from {origin}, not from {self.rubric.project}: uninstall it"
                )
        return Reference(self.rubric.name)

    @functools.cached_property
    def checks(self) -> ModuleType:
        """The module of the checks, imported now.

        Raises:
            RubricError: it does not load.
        """
        return _load(self.rubric.checks_file)


@contextlib.contextmanager
def prepare(rubric: Rubric) -> Iterator[Judge]:
    """Write the starter to a temporary folder for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="starter-") as name:
        starter = Path(name) / rubric.name
        copy_package(rubric, starter)
        yield Judge(
            rubric=rubric,
            starter=starter,
            hidden=(rubric.project, rubric.package),
            libraries=libraries(rubric),
        )


def libraries(rubric: Rubric) -> tuple[str, ...]:
    """Return the modules that the files with exercises import at their top, other than the package's."""
    names: list[str] = []
    for module in rubric.modules:
        for node in parse(rubric.source(module)).body:
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
    return tuple(dict.fromkeys(name for name in names if name.split(".")[0] != rubric.name))


def _load(path: Path) -> ModuleType:
    """Import a file that belongs to no package."""
    spec = importlib.util.spec_from_file_location(f"checks_of_{path.parent.parent.name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RubricError(f"{path} does not load: {error}") from error
    return module


@contextlib.contextmanager
def laid_out(judge: Judge, hand_in: HandIn) -> Iterator[Place]:
    """Yield a temporary place with the hand-in's files over the starter."""
    with tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)  # the student's process may be another user; it sees three folders
        place = Place(
            package=judge.rubric.name,
            code=folder / "code",
            scratch=folder / "scratch",
            root=folder / "root",
            hidden=judge.hidden,
            libraries=judge.libraries,
        )
        for inner in (place.scratch, place.root):
            inner.mkdir(mode=0o755)
        package = place.code / judge.rubric.name
        shutil.copytree(judge.starter, package)
        for module, source in hand_in.sources.items():
            package.joinpath(*module.split(".")[1:]).with_suffix(".py").write_bytes(source)
        for path in (place.code, *place.code.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield place


def start(demanded: Level, place: Place, limits: Limits) -> tuple[Student, Level, list[str]]:
    """Start the student's process behind the strongest walls there are.

    Returns it with the level, and with the reasons why stronger ones are not.

    Raises:
        SandboxError: none as strong as `demanded` works here.
    """
    missing: list[str] = []
    for level in stronger_or_equal(demanded):
        try:
            return Student(level, place, limits), level, missing
        except SandboxError as error:
            missing.append(str(error))
    listed = "\n  ".join(missing)
    raise SandboxError(f"no sandbox of level {demanded!r} or stronger works here:\n  {listed}")


def grade(
    judge: Judge,
    hand_in: HandIn,
    demanded: Level = "subprocess",
    limits: Limits | None = None,
    seed: int | None = None,
) -> Grade:
    """Grade one hand-in; whatever it does, this returns its points.

    `seed` repeats an earlier grading's inputs; by default they are new and nobody's to know.

    Raises:
        SandboxError: no sandbox as strong as demanded works here.
    """
    started = time.monotonic()
    seed = secrets.randbits(64) if seed is None else seed
    rubric = judge.rubric
    with laid_out(judge, hand_in) as place:
        student, level, missing = start(demanded, place, limits or Limits())
        try:
            # While the student's process imports its libraries, this one imports the same.
            _ = judge.reference, judge.checks
            results = _grade_exercises(judge, hand_in, student, seed)
        finally:
            student._close()
        return Grade(
            assignment=rubric.name,
            title=rubric.title,
            hand_in=hand_in.name,
            points=rubric.points,
            exercises=tuple(results),
            seconds=round(time.monotonic() - started, 3),
            seed=seed,
            sandbox={**describe(level, student._within), "not_available": missing},
        )


def not_graded(rubric: Rubric, name: str, problem: str) -> Grade:
    """Return the grade of a hand-in that could not be graded: no points, and the reason."""
    return Grade(
        assignment=rubric.name,
        title=rubric.title,
        hand_in=name,
        points=rubric.points,
        exercises=tuple(no_points(exercise, problem) for exercise in rubric.exercises),
        seconds=0.0,
        seed=0,
        problem=problem,
    )


def _grade_exercises(
    judge: Judge, hand_in: HandIn, student: Student, seed: int
) -> list[ExerciseResult]:
    """Grade all exercises, in one process as long as that will do.

    Code that failed may have left its process in disorder. So an exercise that raises after one of
    another file failed is tried again in a new process. A wrong value is not: that is what it says.
    """
    results: list[ExerciseResult] = []
    failed: set[str] = set()  # the modules whose code failed in this process
    for exercise in judge.rubric.exercises:
        if not student._alive:
            failed.clear()
        result = _grade_exercise(judge, exercise, hand_in, student, seed)
        if failed - {exercise.module} and _raised(result):
            student._close()
            failed.clear()
            result = _grade_exercise(judge, exercise, hand_in, student, seed)
        if not result.passed:
            failed.add(exercise.module)
        results.append(result)
    return results


def _raised(result: ExerciseResult) -> bool:
    """Return whether the hand-in's code raised, other than to say that it is not written yet."""
    reasons = [check.reason for check in result.checks if not check.passed]
    return any(reason.startswith(RAISED) and UNSOLVED not in reason for reason in reasons)


def _grade_exercise(
    judge: Judge, exercise: Exercise, hand_in: HandIn, student: Student, seed: int
) -> ExerciseResult:
    if exercise.module not in hand_in.sources:
        file = judge.rubric.source(exercise.module).name
        return no_points(exercise, f"{file} is not in the hand-in")
    return exercise_result(
        exercise, tuple(_run_check(judge, name, student, seed) for name in exercise.checks)
    )


def _run_check(judge: Judge, name: str, student: Student, seed: int) -> CheckResult:
    """Run one check; passed means that it asked the hand-in something and returned."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    try:
        student._begin()
        check: Check = getattr(judge.checks, name)
        check(student, judge.reference, rng)
        if student._calls == 0:
            raise RuntimeError(f"the check {name} asked the hand-in nothing")
        student._finish()
    except (KeyboardInterrupt, SandboxError):
        raise
    except BaseException as error:  # a check that is skipped raises no Exception
        with contextlib.suppress(StudentError):
            student._finish()
        return CheckResult(name, False, _reason(error))
    return CheckResult(name, True)


def _reason(error: BaseException) -> str:
    if isinstance(error, AssertionError):
        return plain(error, 1500)
    if isinstance(error, StudentDied):
        return f"The process with your code was ended: {plain(error)}"
    if isinstance(error, StudentError):
        return f"{RAISED}{plain(error)}"
    return f"What your code returned could not be used: {type(error).__name__}: {plain(error)}"
