"""A hostile hand-in loses what it attacks, and nothing else happens."""

from dataclasses import replace

import pytest
from attacks import ATTACKS, HONEST_POINTS
from toy_course import LIMITS

# What computes without end is ended by its CPU time, however long that takes by the clock.
SOON = {
    name: replace(LIMITS, call_seconds=1, import_seconds=2, patience=10)
    for name in ("never ends", "never ends at import")
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_loses_its_points_and_no_others(name, grade_sums):
    graded = grade_sums(ATTACKS[name], limits=SOON.get(name, LIMITS))
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
