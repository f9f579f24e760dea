"""A hostile hand-in loses what it attacks, and nothing else happens."""

import pytest
from attacks import ATTACKS, HONEST_POINTS


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_loses_its_points_and_no_others(name, grade_sums):
    graded = grade_sums(ATTACKS[name])
    assert graded.score == HONEST_POINTS, [e.explanation for e in graded.exercises]
    for exercise in graded.exercises[:2]:
        assert exercise.explanation
        assert "ModuleNotFoundError" not in exercise.explanation, "the attack itself is broken"
        assert exercise.explanation.replace("\n", "").isprintable()


# What a sandbox must hold, each by itself.
HELD = [
    "starts processes without end",
    "starts threads without end",
    "fills memory",
    "fills memory that no limit of data counts",
    "fills the disk with many files",
    "kills its parent",
    "lowers its parent's limits",
]


@pytest.mark.parametrize("level", ["container", "bubblewrap", "namespaces", "subprocess"])
@pytest.mark.parametrize("name", HELD)
def test_each_sandbox_holds(name, level, grade_sums, at_level):
    at_level(level)
    graded = grade_sums(ATTACKS[name])
    assert graded.sandbox["level"] == level
    assert graded.score == HONEST_POINTS
