"""The judge, on this assignment: full marks, none, and none for each wrong solution."""

from pathlib import Path

import pytest

from shared.grading import proofs
from shared.grading.bodies import solve
from shared.grading.hand_in import HandIn
from shared.grading.judge import grade, prepare
from shared.grading.rubric import load_rubric

RUBRIC = load_rubric(Path(__file__).parent.parent)
ROUNDS = proofs.rounds(RUBRIC)


@pytest.fixture(scope="module")
def judge():
    with prepare(RUBRIC) as prepared:
        yield prepared


def lost(graded):
    return {exercise.target for exercise in graded.exercises if exercise.score == 0}


def test_the_reference_gets_full_marks(judge):
    graded = grade(judge, proofs.reference(RUBRIC))
    assert graded.score == RUBRIC.points, [e.explanation for e in graded.exercises]


def test_the_empty_starter_gets_none(judge):
    graded = grade(judge, proofs.empty(RUBRIC))
    assert graded.score == 0
    for exercise in graded.exercises:
        assert "NotImplementedError: exercise " in exercise.explanation


@pytest.mark.parametrize("wrongs", ROUNDS, ids=range(len(ROUNDS)))
def test_wrong_solutions_lose_their_exercises_and_no_others(judge, wrongs):
    graded = grade(judge, proofs.with_wrong(RUBRIC, wrongs))
    assert lost(graded) == {wrong.target for wrong in wrongs}
    for exercise in graded.exercises:
        assert exercise.passed or exercise.reading in exercise.explanation


def test_the_starter_solved_as_a_student_would_gets_full_marks(judge):
    reference = proofs.reference(RUBRIC)
    solved = {}
    for module, unsolved in proofs.empty(RUBRIC).sources.items():
        tasks = [exercise for exercise in RUBRIC.exercises if exercise.module == module]
        solved[module] = solve(
            unsolved.decode(), reference.sources[module].decode(), tasks
        ).encode()
        assert b'NotImplementedError("exercise' not in solved[module]
    assert grade(judge, HandIn("solved", solved)).score == RUBRIC.points
