"""The process that runs a hand-in brings along as little of ours as it can."""

import ast
import sys
from pathlib import Path

import pytest
from toy_course import NAME

from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import laid_out
from shared.grading.remote.stand_ins import Student
from shared.grading.walls import confinement, namespaces
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
        "shared.grading.remote.protocol",
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
