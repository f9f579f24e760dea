"""The process that runs a hand-in brings along as little of ours as it can."""

import ast
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from toy_course import NAME

from shared.grading.errors import StudentDied
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import laid_out
from shared.grading.remote import process
from shared.grading.remote.stand_ins import Student
from shared.grading.walls import confinement, namespaces, watch
from shared.grading.walls.limits import Limits

SOURCE = """
import sys

def modules():
    return sorted(sys.modules)
"""


@pytest.mark.parametrize("level", ["namespaces", "subprocess"])
def test_it_imports_the_protocol_its_confinement_and_nothing_else_of_ours(judge, available, level):
    if available[level]:
        pytest.skip(f"no sandbox of level {level} here: {available[level]}")
    with laid_out(judge, HandIn("student", {f"{NAME}.sums": SOURCE.encode()})) as place:
        student = Student(level, place, Limits())
        try:
            modules = student.sums.modules()
        finally:
            student._close()
    assert [name for name in modules if name.partition(".")[0] == "shared"] == [
        "shared",
        "shared.grading",
        "shared.grading.remote",
        "shared.grading.remote.gradients",
        "shared.grading.remote.protocol",
        "shared.grading.remote.ready_functions",
        "shared.grading.remote.student_process",
        "shared.grading.walls",
        "shared.grading.walls.confinement",
    ]
    top = {name.partition(".")[0] for name in modules}
    assert top - set(sys.stdlib_module_names) <= {
        "shared",
        "numpy",
        NAME,
        "__main__",
        "__mp_main__",
    }


@pytest.mark.parametrize("module", [confinement, namespaces])
def test_what_runs_before_or_around_it_needs_nothing_installed(module):
    nodes = list(ast.walk(ast.parse(Path(module.__file__).read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


class Clock:
    """Time by the clock and CPU time, each as a test sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.cpu = 0.0, 0.0
        monkeypatch.setattr(process.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(watch, "usage", lambda _: watch.Usage(cpu_seconds=self.cpu))


@pytest.fixture
def student(monkeypatch):
    """A process of which only time is measured."""
    bare = object.__new__(process.StudentProcess)
    bare.cpu_seconds, bare.began, bare.level, bare.limits = 0.0, 0.0, "namespaces", Limits()
    bare.process = SimpleNamespace(pid=1)
    monkeypatch.setattr(process.StudentProcess, "close", lambda self: None)
    return bare


def test_a_slow_machine_costs_nothing_but_cpu_time_and_endless_waiting_do(student, monkeypatch):
    clock = Clock(monkeypatch)
    monkeypatch.setattr(watch, "COUNTS_CPU_TIME", True)
    clock.now, clock.cpu = 190.0, 19.0
    student._check_limits(cpu_end=20.0, end=200.0)
    clock.cpu = 20.1
    with pytest.raises(StudentDied, match="endless loop"):
        student._check_limits(cpu_end=20.0, end=200.0)
    student.cpu_seconds, clock.cpu, clock.now = 0.0, 0.0, 200.1
    with pytest.raises(StudentDied, match="wait for something"):
        student._check_limits(cpu_end=20.0, end=200.0)


def test_where_cpu_time_is_not_known_the_clock_counts(student, monkeypatch):
    clock = Clock(monkeypatch)
    monkeypatch.setattr(watch, "COUNTS_CPU_TIME", False)
    clock.now = 20.1
    with pytest.raises(StudentDied, match="endless loop"):
        student._check_limits(cpu_end=20.0, end=200.0)


def test_cpu_time_is_measured_over_all_threads_of_a_process():
    if not watch.COUNTS_CPU_TIME:
        pytest.skip("there is no /proc here")
    before = watch.usage(os.getpid()).cpu_seconds
    begun = sum(os.times()[:2])
    while sum(os.times()[:2]) - begun < 0.1:
        pass
    assert watch.usage(os.getpid()).cpu_seconds - before >= 0.05
