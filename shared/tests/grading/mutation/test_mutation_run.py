"""A verdict is the mutant's own: what happens to its process from outside catches no mutant."""

import contextlib
import os
import signal
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from toy_course import LIMITS, SUMS

from shared.grading.judging.proofs import reference
from shared.grading.mutation import run
from shared.grading.remote.stand_ins import Student

EQUIVALENT = SUMS.replace("_added(kept(x))", "_added(x)")
KEPT = "    return float(_added(kept(x)))"


@pytest.fixture
def reason_of(judge, rubric, monkeypatch):
    """What a judging process says of a source for the module of the sums."""
    limits = replace(LIMITS, call_seconds=0.5, import_seconds=2)
    monkeypatch.setattr(run, "_here", (judge, reference(rubric), limits, 0), raising=False)
    return lambda source: run._reason("1.1", "work90_toy.sums", source)


@pytest.fixture
def checks(monkeypatch):
    """How many checks began; `happening` are functions of the student's process, one a check."""
    counted, begin = SimpleNamespace(begun=0, happening=[]), Student._begin

    def begin_and_let_happen(student, module="", not_allowed=()):
        begin(student, module, not_allowed)
        if module:
            counted.begun += 1
            if counted.happening:
                counted.happening.pop(0)(student._process.process)

    monkeypatch.setattr(Student, "_begin", begin_and_let_happen)
    return counted


def tree(pid):
    """A process and what descends from it, the youngest first."""
    children = []
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [*(one for child in children for one in tree(int(child))), pid]


def signaled(process, number):
    """Send a signal to what is behind the walls too: where they are a program, that is its child."""
    for pid in tree(process.pid):
        os.kill(pid, number)


def killed(process):
    """As by the kernel where memory ran out."""
    signaled(process, signal.SIGKILL)


def stopped(process):
    """As on a machine that has no time for it."""
    signaled(process, signal.SIGSTOP)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_mutant_whose_process_is_killed_once_is_not_caught(reason_of, checks):
    checks.happening.append(killed)
    assert reason_of(EQUIVALENT) is None
    assert checks.begun == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_mutant_whose_process_gets_no_time_once_is_not_caught(reason_of, checks):
    checks.happening.append(stopped)
    assert reason_of(EQUIVALENT) is None
    assert checks.begun == 2


@pytest.mark.parametrize("instead", ["    while True: pass", "    import os; os._exit(0)"])
def test_a_mutant_that_ends_its_process_each_time_is_caught(reason_of, checks, instead):
    assert "was ended" in reason_of(SUMS.replace(KEPT, instead))
    assert checks.begun == 2


def test_a_mutant_that_gives_a_wrong_value_is_judged_once(reason_of, checks):
    assert "expected" in reason_of(SUMS.replace(KEPT, KEPT + " + 1"))
    assert checks.begun == 1
