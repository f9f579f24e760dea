"""A course of one small assignment, so that grading it takes a fraction of a second."""

from pathlib import Path

from shared.grading.walls.limits import Limits

NAME = "work90_toy"
LIMITS = Limits(
    call_seconds=2.5, import_seconds=6, total_seconds=60, patience=2,
    memory=2**30, output=2**20, scratch=2**22,
)  # fmt: skip

RUBRIC = """
[assignment]
name = "work90_toy"
title = "A toy"
points = 6

[[exercise]]
id = "1.1"
title = "A sum"
object = "work90_toy.sums:total"
points = 2
checks = ["total"]
reading = "The docstring"

[[exercise]]
id = "1.2"
title = "A scaled array"
object = "work90_toy.sums:Scale.apply"
points = 3
checks = ["scale_of_floats", "scale_of_many"]
reading = "The docstring"

[[exercise]]
id = "2.1"
title = "Twice"
object = "work90_toy.honest:double"
points = 1
checks = ["double"]
reading = "The docstring"
"""

CHECKS = """
import numpy as np


def assert_equal(actual, expected):
    if isinstance(expected, np.ndarray):
        assert type(actual) is np.ndarray, f"expected an array, got {type(actual).__name__}"
        assert actual.shape == expected.shape, f"expected shape {expected.shape}"
        assert actual.dtype == expected.dtype, f"expected dtype {expected.dtype}"
        assert np.isfinite(actual).all(), "it is not finite"
        assert np.allclose(actual, expected), f"expected {expected}, got {actual}"
    else:
        assert type(actual) is float, f"expected a number, got {type(actual).__name__}"
        assert abs(actual - expected) < 1e-9, f"expected {expected}, got {actual}"


def total(student, reference, rng):
    x = rng.normal(size=5)
    assert_equal(student.sums.total(x), reference.sums.total(x))


def scale(student, reference, rng, size):
    x, factor = rng.normal(size=size), float(rng.normal())
    scaler = student.sums.Scale(1.0)
    scaler.factor = factor
    assert scaler.factor == factor
    assert_equal(scaler.apply(x), reference.sums.Scale(factor).apply(x))


def scale_of_floats(student, reference, rng):
    scale(student, reference, rng, 3)


def scale_of_many(student, reference, rng):
    scale(student, reference, rng, (100, 40))


def double(student, reference, rng):
    x = float(rng.normal())
    assert_equal(student.honest.double(x), reference.honest.double(x))
"""

SUMS = '''"""Sums."""

import math

import numpy as np

FACTOR = 1.0  # a comment that stays


def _added(values):
    return math.fsum(values)


def kept(values):
    """Used by the tests."""
    return _used(values)


def _used(values):
    return list(values)


def total(x: np.ndarray) -> float:
    """Return the sum of x."""
    # the answer's comment
    return float(_added(kept(x)))


class Scale:
    """Scales arrays."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def _product(self, x):
        return self.factor * x

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Return the factor times x."""
        return self._product(x)
'''

HONEST = '''"""An honest module."""


def double(x: float) -> float:
    """Return twice x."""
    return 2 * x
'''

TESTS = """from work90_toy.honest import double
from work90_toy.sums import Scale, kept, total


def test_total():
    assert total([1.0, 2.0]) == 3


def test_kept():
    assert kept((1, 2)) == [1, 2]


def test_scale():
    assert Scale(2.0).apply(3.0) == 6


def test_double():
    assert double(1.5) == 3
"""


def write_course(house: Path) -> Path:
    """Write the toy assignment and a `shared` beside it; return the assignment's folder."""
    files = {
        f"{NAME}/grading/rubric.toml": RUBRIC,
        f"{NAME}/grading/checks.py": CHECKS,
        f"{NAME}/results/scores.json": "{}",
        f"{NAME}/src/{NAME}/__init__.py": '"""A toy."""\n',
        f"{NAME}/src/{NAME}/sums.py": SUMS,
        f"{NAME}/src/{NAME}/honest.py": HONEST,
        f"{NAME}/tests/test_sums.py": TESTS,
        f"{NAME}/lessons/01_sums.md": "See ![](../results/steps/a.svg) and results/lenet_{x}.json.\n",
        f"{NAME}/results/steps/a.svg": "<svg/>",
        f"{NAME}/results/lenet_b.json": "{}",
        f"{NAME}/notes/paper.md": "# Notes: A paper\n\nA remark.\n\n**1. What is\nnew?** All of it.\n",
        f"{NAME}/README.md": "# A toy\n\nWhat to do.\n\n## Report\n\nThe answer is 42.\n",
        "shared/src/shared/__init__.py": "",
        "shared/src/shared/grading/__init__.py": "",
        "shared/tests/test_nothing.py": "",
    }
    for name, text in files.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text)
    return house / NAME


def write_hand_in(folder: Path, sums: str, honest: str = HONEST) -> Path:
    """Write a hand-in's two files into a new folder."""
    folder.mkdir(parents=True)
    (folder / "sums.py").write_text(sums)
    (folder / "honest.py").write_text(honest)
    return folder
