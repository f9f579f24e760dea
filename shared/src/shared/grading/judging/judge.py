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
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
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
from shared.grading.judging import layout
from shared.grading.remote.process import TOO_LONG
from shared.grading.remote.stand_ins import Student
from shared.grading.walls.limits import Level, Limits, Place, stronger_or_equal
from shared.grading.walls.sandbox import describe
from shared.grading.walls.zygote import Zygote, late_imports
from shared.plain_text import plain

RAISED, UNSOLVED = "Your code raised ", "Your code raised NotImplementedError"
ENDED = "The process with your code was ended: "

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
    that the reference's files import from elsewhere, `warm` the process with them from which the
    students' are forked.
    """

    rubric: Rubric
    starter: Path
    hidden: tuple[Path, ...]
    libraries: tuple[str, ...]
    warm: Zygote | None = None

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
    def noticed(self) -> tuple[str, ...]:
        """The ready functions of libraries that exercises must not call."""
        names = dict.fromkeys(n for e in self.rubric.exercises for n in e.not_allowed)
        return tuple(name for name in names if name.split(".")[0] != self.rubric.name)

    @functools.cached_property
    def given(self) -> dict[str, tuple[str, ...]]:
        """The names of functions and classes at the top of each module of the starter with exercises."""
        return {
            module: tuple(
                dict.fromkeys(
                    part.co_name
                    for part in compile(text, module, "exec").co_consts
                    if isinstance(part, CodeType)
                )
            )
            for module, text in self.starter_sources.items()
        }

    @functools.cached_property
    def starter_sources(self) -> dict[str, str]:
        """The starter's text of each module with exercises."""
        return {
            module: self.starter.joinpath(*module.split(".")[1:])
            .with_suffix(".py")
            .read_text(encoding="utf-8")
            for module in self.rubric.modules
        }

    @functools.cached_property
    def course_texts(self) -> dict[str, tuple[bytes, bytes]]:
        """The starter's and the reference's text of each module with exercises: they change no setting."""
        sources = self.starter_sources.items()
        return {m: (text.encode(), self.rubric.source(m).read_bytes()) for m, text in sources}

    @functools.cached_property
    def checks(self) -> ModuleType:
        """The module of the checks, imported now.

        Raises:
            RubricError: it does not load.
        """
        return _load(self.rubric.checks_file)


@contextlib.contextmanager
def prepare(rubric: Rubric) -> Iterator[Judge]:
    """Write the starter to a temporary folder, and start the warm process, for as long as needed."""
    imported = libraries(rubric)
    late = late_imports(rubric.source(m).read_text(encoding="utf-8") for m in rubric.modules)
    with Zygote((*imported, *late)) as warm, tempfile.TemporaryDirectory(prefix="starter-") as name:
        starter = Path(name) / rubric.name
        copy_package(rubric, starter)
        yield Judge(
            rubric=rubric,
            starter=starter,
            hidden=(rubric.project, rubric.package),
            libraries=imported,
            warm=warm,
        )


def libraries(rubric: Rubric) -> tuple[str, ...]:
    """Return the modules that the files with exercises import at their top, other than the package's.

    Modules with ready functions that are not allowed come with them: to notice a call they are imported
    in each student process, which may take seconds.
    """
    names: list[str] = []
    for module in rubric.modules:
        for node in parse(rubric.source(module)).body:
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
    for exercise in rubric.exercises:
        names += [name.rpartition(".")[0] for name in exercise.not_allowed]
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
            noticed=judge.noticed,
            given=judge.given,
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


def start(
    demanded: Level, place: Place, limits: Limits, warm: Zygote | None = None
) -> tuple[Student, Level, list[str]]:
    """Start the student's process behind the strongest walls there are, a fork of `warm` if it can be.

    Returns it with the level, and with the reasons why stronger ones are not.

    Raises:
        SandboxError: none as strong as `demanded` works here.
    """
    missing: list[str] = []
    for level in stronger_or_equal(demanded):
        try:
            return Student(level, place, limits, warm), level, missing
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
    only: Collection[str] | None = None,
) -> Grade:
    """Grade one hand-in; whatever it does, this returns its points.

    `seed` repeats an earlier grading's inputs; by default they are new and nobody's to know. `only` are
    the ids of the exercises to grade, by default all.

    Raises:
        SandboxError: no sandbox as strong as demanded works here.
    """
    started = time.monotonic()
    seed = secrets.randbits(64) if seed is None else seed
    rubric = judge.rubric
    # While the zygote imports the libraries, this process imports the same.
    _ = judge.reference, judge.checks
    with laid_out(judge, hand_in) as place:
        student, level, missing = start(demanded, place, limits or Limits(), judge.warm)
        try:
            results = _Grading(judge, hand_in, place, student, seed).exercises(only)
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


Repeated = Callable[[Exercise, int], ExerciseResult]
"""Grades one exercise of a hand-in with one seed."""


@contextlib.contextmanager
def repeated(
    judge: Judge, hand_in: HandIn, limits: Limits, only: Collection[str]
) -> Iterator[Repeated]:
    """Grade these exercises of a hand-in once; yield a function that grades one with another seed.

    Raises:
        SandboxError: no sandbox works here.
    """
    _ = judge.reference, judge.checks
    with laid_out(judge, hand_in) as place:
        student, _, _ = start("subprocess", place, limits, judge.warm)
        grading = _Grading(judge, hand_in, place, student, 0)

        def again(exercise: Exercise, seed: int) -> ExerciseResult:
            grading.seed = seed
            grading.used = False
            return grading._exercise(exercise)

        try:
            grading.exercises(only)
            yield again
        finally:
            student._close()


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


class _Grading:
    """The grading of one hand-in, exercise after exercise.

    What ran before in the process, and the hand-in's other files, may have left it in disorder, or with
    other settings: a default dtype, gradients switched off. So an exercise that fails is tried again in a
    new process, its own file over the starter, with what it builds on. The better result counts.
    """

    def __init__(
        self, judge: Judge, hand_in: HandIn, place: Place, student: Student, seed: int
    ) -> None:
        self.judge, self.hand_in, self.place = judge, hand_in, place
        self.student, self.seed = student, seed
        self.unusable: dict[str, str] = {}  # modules that are not there or do not import, and why
        self.alone: set[str] = set()  # modules that another file lacks something for
        self.failed: set[str] = set()  # ids
        self.used = False  # whether an exercise has run in the present process
        self.laid = layout.sources(judge.rubric, judge.starter_sources, hand_in.sources, (), ())

    def exercises(self, only: Collection[str] | None) -> list[ExerciseResult]:
        """Grade the exercises of these ids, None for all; return them in the rubric's order."""
        rubric = self.judge.rubric
        ordered = [e for e in rubric.in_grading_order if only is None or e.id in only]
        self._find_unusable({exercise.module for exercise in ordered})
        results: dict[str, ExerciseResult] = {}
        for exercise in ordered:
            results[exercise.id] = result = self._exercise(exercise)
            if not result.works:
                self.failed.add(exercise.id)
        return [results[e.id] for e in rubric.exercises if e.id in results]

    def _find_unusable(self, modules: Collection[str]) -> None:
        """Import each file, and alone, over the starter, each that fails: the others are not to blame."""
        for module in self.judge.rubric.modules:
            if module not in self.hand_in.sources:
                file = self.judge.rubric.source(module).name
                self.unusable[module] = f"{file} is not in the hand-in"
        # In the rubric's order, as what a file sets for all holds for those after it.
        there = [m for m in self.judge.rubric.modules if m in modules and m not in self.unusable]
        failing = [module for module in there if self._reason_against(module)]
        for module in failing:
            self._lay({module: self.hand_in.sources[module]})
            if reason := self._reason_against(module):
                self.unusable[module] = reason
        left = [module for module in failing if module not in self.unusable]
        if left:
            self._lay(self._usable())
            self.alone = {module for module in left if self._reason_against(module)}

    def _usable(self) -> dict[str, bytes]:
        """Return the files of the hand-in that import."""
        sources = self.hand_in.sources
        return {module: text for module, text in sources.items() if module not in self.unusable}

    def _reason_against(self, module: str) -> str:
        """Return why a file does not import now; empty where it does."""
        try:
            self.student._begin()
            getattr(self.student, module.partition(".")[2])
        except StudentError as error:
            return _reason(error)
        return ""

    def _lay(self, files: Mapping[str, bytes], exercise: Exercise | None = None) -> None:
        """Lay these files of the hand-in, and what the exercise builds on, in a new process."""
        rubric = self.judge.rubric
        below = rubric.foundations(exercise) if exercise else ()
        laid = layout.sources(rubric, self.judge.starter_sources, files, below, self.failed)
        if laid != self.laid:
            self.student._restart()
            self.used = False
            layout.lay(self.place, laid, self.laid)
            self.laid = laid

    def _exercise(self, exercise: Exercise) -> ExerciseResult:
        if reason := self.unusable.get(exercise.module):
            return no_points(exercise, reason)
        files = self._usable()
        if exercise.module in self.alone:
            files = {exercise.module: files[exercise.module]}
        self._lay(files, exercise)
        used = self.used and self.student._alive
        result = self._checked(exercise)
        others = any(
            text not in self.judge.course_texts[module]
            for module, text in files.items()
            if module != exercise.module
        )
        if not (used or others) or not _may_be_others_fault(result) or not self.student._has_time:
            return result
        alone = self._anew(exercise, {exercise.module: files[exercise.module]})
        result = max(result, alone, key=lambda one: one.score)
        if others and not result.works and _may_be_others_fault(result) and self.student._has_time:
            result = max(result, self._anew(exercise, files), key=lambda one: one.score)
        return result

    def _anew(self, exercise: Exercise, files: Mapping[str, bytes]) -> ExerciseResult:
        """Check an exercise in a new process with these files of the hand-in."""
        self._lay(files, exercise)
        self.student._close()
        return self._checked(exercise)

    def _checked(self, exercise: Exercise) -> ExerciseResult:
        self.used = True
        ran = [self._check(exercise, name) for name in exercise.checks]
        called = sorted({name for _, names in ran for name in names} & {*exercise.not_allowed})
        return exercise_result(exercise, tuple(result for result, _ in ran), tuple(called))

    def _check(self, exercise: Exercise, name: str) -> tuple[CheckResult, list[str]]:
        """Run one check; passed means that it asked the hand-in something and returned."""
        student, judge = self.student, self.judge
        rng = np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        try:
            student._begin(exercise.module, exercise.not_allowed)
            check: Check = getattr(judge.checks, name)
            check(student, judge.reference, rng)
            if student._calls == 0:
                raise RuntimeError(f"the check {name} asked the hand-in nothing")
            called = student._finish()
        except (KeyboardInterrupt, SandboxError):
            raise
        except BaseException as error:  # a check that is skipped raises no Exception
            with contextlib.suppress(StudentError):
                student._finish()
            return CheckResult(name, False, _reason(error)), []
        return CheckResult(name, True), called


def _may_be_others_fault(result: ExerciseResult) -> bool:
    """Return whether a check failed otherwise than by an unwritten function or a limit of time."""
    reasons = [check.reason for check in result.checks if not check.passed]
    return any(UNSOLVED not in reason and TOO_LONG not in reason for reason in reasons)


def _reason(error: BaseException) -> str:
    if isinstance(error, AssertionError):
        return plain(error, 1500)
    if isinstance(error, StudentDied):
        return f"{ENDED}{plain(error)}"
    if isinstance(error, StudentError):
        hint = " (input() has nobody to ask here: take it out)" if "EOFError" in str(error) else ""
        return f"{RAISED}{plain(error)}{hint}"
    return f"What your code returned could not be used: {type(error).__name__}: {plain(error)}"
