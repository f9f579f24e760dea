"""The tests of every assignment's `grading/test_judge.py`, run by the real judge.

class TestJudge(JudgeTests):
    rubric = load_rubric(Path(__file__).parent.parent)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from shared.grading.assignment.bodies import solve
from shared.grading.assignment.rubric import Rubric
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging import proofs
from shared.grading.judging.judge import grade, prepare


class JudgeTests:
    """Full marks for the reference, none for the starter, and for a mistake its exercise's."""

    rubric: ClassVar[Rubric]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Grade the wrong solutions in as few hand-ins as hold one an exercise."""
        if "wrongs" in metafunc.fixturenames:
            rounds = proofs.rounds(self.rubric)
            metafunc.parametrize("wrongs", rounds, ids=range(len(rounds)))

    @pytest.fixture(scope="class")
    @classmethod
    def judge(cls) -> Iterator[Any]:
        """Yield the judge, prepared once."""
        with prepare(cls.rubric) as prepared:
            yield prepared

    def test_every_exercise_has_a_wrong_solution_that_its_own_check_catches(self) -> None:
        """An exercise without one has a check that nothing has shown to fail."""
        wrongs = proofs.wrong_solutions(self.rubric)
        exercises = {exercise.target: exercise for exercise in self.rubric.exercises}
        assert {wrong.target for wrong in wrongs} == set(exercises)
        for wrong in wrongs:
            assert wrong.caught_by in exercises[wrong.target].checks, wrong.path.name

    def test_the_reference_gets_full_marks(self, judge: Any) -> None:
        """The answers pass their own checks."""
        graded = grade(judge, proofs.reference(self.rubric))
        assert graded.score == self.rubric.points, [e.explanation for e in graded.exercises]

    def test_the_empty_starter_gets_none(self, judge: Any) -> None:
        """Each exercise says that it is unsolved."""
        graded = grade(judge, proofs.empty(self.rubric))
        assert graded.score == 0
        for exercise in graded.exercises:
            assert "NotImplementedError: exercise " in exercise.explanation, exercise.explanation

    def test_wrong_solutions_lose_their_exercises_and_no_others(
        self, judge: Any, wrongs: list[proofs.Wrong]
    ) -> None:
        """Each mistake is caught, where it is and nowhere else, with a place to read."""
        graded = grade(judge, proofs.with_wrong(self.rubric, wrongs))
        lost = {exercise.target for exercise in graded.exercises if exercise.score == 0}
        expected = {wrong.target for wrong in wrongs}
        assert lost == expected, f"lost {lost - expected}, not lost {expected - lost}"
        for exercise in graded.exercises:
            assert exercise.passed or exercise.reading in exercise.explanation

    def test_the_starter_solved_as_a_student_would_gets_full_marks(self, judge: Any) -> None:
        """Body by body, the answers put into the starter."""
        reference = proofs.reference(self.rubric)
        solved = {}
        for module, unsolved in proofs.empty(self.rubric).sources.items():
            tasks = [exercise for exercise in self.rubric.exercises if exercise.module == module]
            answer = reference.sources[module].decode()
            solved[module] = solve(unsolved.decode(), answer, tasks).encode()
            assert b'NotImplementedError("exercise' not in solved[module]
        assert grade(judge, HandIn("solved", solved)).score == self.rubric.points
