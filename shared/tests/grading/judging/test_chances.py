"""`python -m shared.grading chances`: verdicts that depend on the seed are named."""

import re
import subprocess
import sys

import pytest
from toy_course import NAME, write_course

from shared.errors import UserError
from shared.grading.judging.chances import Chances

WRONG = '''
OBJECT = "work90_toy.sums:total"


def lucky(x):
    """Be right where the first number is below zero."""
    return float(sum(x.tolist()) + (x[0] > 0))


def nothing(x):
    """Return what is no sum."""
    return 1e9
'''
RIGHT = '''
import math

OBJECT = "work90_toy.sums:total"


def unlucky(x):
    """Stand for one that loses where a number is large."""
    return math.fsum(x) + (1e-3 if x[0] > 0.5 else 0.0)


def exact(x):
    """Add up exactly."""
    return math.fsum(x)
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    project = write_course(tmp_path_factory.mktemp("lucky"))
    for room, text in (("wrong", WRONG), ("right", RIGHT)):
        (project / "grading" / room).mkdir()
        (project / "grading" / room / "total.py").write_text(text)
    return project


def test_verdicts_that_depend_on_the_seed_are_named(course):
    # Another process: this one may have a toy course imported already.
    command = [sys.executable, "-P", "-m", "shared.grading", "chances", str(course)]
    done = subprocess.run([*command, "--seeds", "30"], capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert re.match(r"exercise 1\.1: total:lucky is wrong and passed for \d+ of 30 seeds", lines[0])
    assert re.match(r"exercise 1\.1: total:unlucky is right and lost for \d+ of 30", lines[1])
    assert lines[2:] == ["120 verdicts, 2 solutions with another one than theirs"]


def test_an_unknown_exercise_is_named(course):
    with pytest.raises(UserError, match=f"{NAME} has no exercise 9"):
        Chances(project=course, exercise=("9",)).run()
