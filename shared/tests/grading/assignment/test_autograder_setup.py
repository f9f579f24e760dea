"""Gradescope's image is built once and judges many hand-ins."""

from shared.grading.assignment.autograder import SETUP


def test_the_environment_is_compiled_when_it_is_made():
    installs = [line for line in SETUP.splitlines() if "uv pip install" in line]
    assert installs
    assert all("--compile-bytecode" in line for line in installs)
