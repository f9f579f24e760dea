"""The tests of every assignment's `grading/test_judge.py`, run by the real judge.

class TestJudge(JudgeTests):
    rubric = load_rubric(Path(__file__).parent.parent)
"""

from __future__ import annotations

import importlib
import inspect
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, ClassVar

import pytest

from shared.grading.assignment.bodies import solve
from shared.grading.assignment.rubric import Exercise, Rubric
from shared.grading.challenge.smuggling import refuse_luggage
from shared.grading.challenge.task import load_task
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging import proofs
from shared.grading.judging.judge import grade, prepare
from shared.grading.remote.ready_functions import resolve
from shared.grading.walls.limits import Limits

SEED = 0
"""The tests judge with the same inputs each time; `shared.grading chances` tries others."""

SHORT = Limits(call_seconds=5.0)
"""Right solutions take tenths of a CPU second; a wrong one may never end."""


def first_two(groups: list[Any]) -> list[Any]:
    """Mark all but the first two groups as slow: these hold every thing once."""
    slow = [pytest.param(group, marks=pytest.mark.slow) for group in groups[2:]]
    return [*groups[:2], *slow]


class JudgeTests:
    """Full marks for the reference, none for the starter, and for a mistake its exercise's."""

    rubric: ClassVar[Rubric]

    enough = 8  # right solutions for each exercise

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Grade solutions in as few hand-ins as hold one an exercise, and missing ones in groups."""
        listed: dict[str, Any] = {
            "wrongs": lambda: proofs.rounds(proofs.wrong_solutions(self.rubric)),
            "rights": lambda: proofs.rounds(proofs.right_solutions(self.rubric)),
            "unsolved": lambda: first_two(proofs.separating(self.rubric.exercises)),
            "broken": lambda: first_two(proofs.separating(self.rubric.modules)),
        }
        for name, groups in listed.items():
            if name in metafunc.fixturenames:
                values = groups()
                metafunc.parametrize(name, values, ids=range(len(values)))

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
        graded = grade(judge, proofs.reference(self.rubric), seed=SEED)
        assert graded.score == self.rubric.points, [e.explanation for e in graded.exercises]

    def test_the_empty_starter_gets_none(self, judge: Any) -> None:
        """Each exercise says that it is unsolved."""
        graded = grade(judge, proofs.empty(self.rubric), seed=SEED)
        assert graded.score == 0
        for exercise in graded.exercises:
            assert "NotImplementedError: exercise " in exercise.explanation, exercise.explanation

    def test_wrong_solutions_lose_their_exercises_and_no_others(
        self, judge: Any, wrongs: list[proofs.Solution]
    ) -> None:
        """Each mistake is caught, where it is and in nothing that builds on it."""
        self.check_wrong(judge, wrongs, proofs.reached(self.rubric, wrongs))

    @pytest.mark.slow
    def test_wrong_solutions_lose_none_of_all_others(
        self, judge: Any, wrongs: list[proofs.Solution]
    ) -> None:
        """Nor in an exercise that has nothing to do with it."""
        self.check_wrong(judge, wrongs, None)

    def check_wrong(
        self, judge: Any, wrongs: list[proofs.Solution], only: Collection[str] | None
    ) -> None:
        """Of the exercises `only`, these lose their points and say where to read."""
        hand_in = proofs.with_solutions(self.rubric, wrongs)
        graded = grade(judge, hand_in, limits=SHORT, seed=SEED, only=only)
        lost = {exercise.target for exercise in graded.exercises if exercise.score == 0}
        expected = {wrong.target for wrong in wrongs}
        assert lost == expected, f"lost {lost - expected}, not lost {expected - lost}"
        for exercise in graded.exercises:
            assert exercise.passed or exercise.reading in exercise.explanation

    def test_every_exercise_has_right_solutions_of_many_forms(self) -> None:
        """A check that takes only the reference's form would be unfair."""
        counts = Counter(right.target for right in proofs.right_solutions(self.rubric))
        few = {e.target for e in self.rubric.exercises if counts[e.target] < self.enough}
        assert not few, f"fewer than {self.enough} right solutions: {sorted(few)}"
        assert set(counts) <= {exercise.target for exercise in self.rubric.exercises}

    def test_right_solutions_get_full_marks(
        self, judge: Any, rights: list[proofs.Solution]
    ) -> None:
        """Whatever their form: loops, library calls, numbers of another kind."""
        self.check_right(judge, rights, proofs.reached(self.rubric, rights))

    @pytest.mark.slow
    def test_right_solutions_leave_all_others_full_marks(
        self, judge: Any, rights: list[proofs.Solution]
    ) -> None:
        """Those of exercises that have nothing to do with them, too."""
        self.check_right(judge, rights, None)

    def check_right(
        self, judge: Any, rights: list[proofs.Solution], only: Collection[str] | None
    ) -> None:
        """Of the exercises `only`, each gets full marks."""
        hand_in = proofs.with_solutions(self.rubric, rights)
        graded = grade(judge, hand_in, seed=SEED, only=only)
        names = {right.target: right.name for right in rights}
        lost = {
            names.get(e.target, e.target): e.explanation for e in graded.exercises if not e.passed
        }
        assert not lost, lost

    def test_an_unsolved_exercise_costs_its_own_points_and_no_others(
        self, judge: Any, unsolved: list[Exercise]
    ) -> None:
        """For any two exercises, one group leaves the first unsolved and has the second solved."""
        graded = grade(judge, proofs.unsolved(self.rubric, unsolved), seed=SEED)
        lost = {
            exercise.id: exercise.explanation
            for exercise in graded.exercises
            if not exercise.passed
        }
        assert lost.keys() == {exercise.id for exercise in unsolved}, lost

    def test_a_syntax_error_costs_the_exercises_of_its_file_and_no_others(
        self, judge: Any, broken: list[str]
    ) -> None:
        """For any two files, one group breaks the first and not the second."""
        graded = grade(judge, proofs.with_syntax_errors(self.rubric, broken), seed=SEED)
        lost = {
            exercise.id: exercise.explanation
            for exercise in graded.exercises
            if not exercise.passed
        }
        assert lost.keys() == {e.id for e in self.rubric.exercises if e.module in broken}, lost
        assert all("SyntaxError" in reason for reason in lost.values())

    def test_ready_functions_that_are_not_allowed_exist(self) -> None:
        """A name that is not there would never be noticed."""
        for exercise in self.rubric.exercises:
            for name in exercise.not_allowed:
                assert callable(resolve(name)[2]), name

    def test_the_starter_solved_as_a_student_would_gets_full_marks(self, judge: Any) -> None:
        """Body by body, the answers put into the starter."""
        reference = proofs.reference(self.rubric)
        solved = {}
        for module, unsolved in proofs.empty(self.rubric).sources.items():
            tasks = [exercise for exercise in self.rubric.exercises if exercise.module == module]
            answer = reference.sources[module].decode()
            solved[module] = solve(unsolved.decode(), answer, tasks).encode()
            assert b'NotImplementedError("exercise' not in solved[module]
        graded = grade(judge, HandIn("solved", solved), seed=SEED)
        assert graded.score == self.rubric.points

    def test_the_challenge_is_there_with_a_recipe_to_begin_with(self) -> None:
        """Its data may be missing on this machine: they are drawn when somebody takes part."""
        assert self.rubric.challenge
        load_task(self.rubric)
        recipe = importlib.import_module(f"{self.rubric.name}.recipe")
        assert [*inspect.signature(recipe.train).parameters] == ["given", "cpu_seconds", "seed"]
        refuse_luggage({"recipe": self.rubric.source(f"{self.rubric.name}.recipe").read_bytes()})
