"""The toy course, a judge for it, and the sandboxes that work here."""

import contextlib
import sys

import pytest
from toy_course import HONEST, LIMITS, NAME, SUMS, write_course

from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import SandboxError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import grade, laid_out, prepare
from shared.grading.remote.process import StudentProcess
from shared.grading.walls.limits import LEVELS, stronger_or_equal


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    path = write_course(tmp_path_factory.mktemp("course"))
    yield path
    with contextlib.suppress(ValueError):  # only a judge puts it there
        sys.path.remove(str(path / "src"))


@pytest.fixture(scope="session")
def rubric(project):
    return load_rubric(project)


@pytest.fixture(scope="session")
def judge(rubric):
    with prepare(rubric) as prepared:
        yield prepared


@pytest.fixture(scope="session")
def available(judge, rubric):
    """The reason why a level of sandbox does not work here, empty where it does."""
    reasons = {}
    with laid_out(judge, HandIn("none", {})) as place:
        for level in LEVELS:
            try:
                StudentProcess(level, place, LIMITS).close()
                reasons[level] = ""
            except SandboxError as error:
                reasons[level] = str(error)
    return reasons


@pytest.fixture(autouse=True)
def no_container_unless_asked_for(monkeypatch):
    """A container takes seconds to start; the tests that are about it choose it."""
    monkeypatch.setattr(
        "shared.grading.judging.judge.stronger_or_equal",
        lambda demanded: tuple(x for x in stronger_or_equal(demanded) if x != "container"),
    )


@pytest.fixture
def toy_sources():
    """The reference's own files, as a hand-in has them."""
    return {f"{NAME}.sums": SUMS.encode(), f"{NAME}.honest": HONEST.encode()}


@pytest.fixture
def grade_sums(judge, toy_sources):
    """Grade a hand-in whose sums.py is the given text."""

    def graded(source, demanded="subprocess", limits=LIMITS, seed=None):
        hand_in = HandIn("student", {**toy_sources, f"{NAME}.sums": source.encode()})
        return grade(judge, hand_in, demanded, limits, seed)

    return graded


@pytest.fixture
def at_level(judge, available, monkeypatch):
    """Make `grade` use exactly one level; skip, and say why, where it does not work."""

    def choose(level):
        if available[level]:
            pytest.skip(f"no sandbox of level {level} here: {available[level]}")
        monkeypatch.setattr(
            "shared.grading.judging.judge.stronger_or_equal", lambda demanded: (level,)
        )

    return choose
