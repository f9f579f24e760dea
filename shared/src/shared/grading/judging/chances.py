"""Verdicts that depend on chance: `python -m shared.grading chances work05_transformer --seeds 100`.

A check draws its inputs. A mistake that it catches for most seeds, and a right solution that loses for one,
are luck. So each of `grading/wrong` and `grading/right` is judged with many seeds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tyro

from shared.errors import UserError
from shared.grading.assignment.rubric import Exercise, Rubric, load_rubric
from shared.grading.errors import RubricError
from shared.grading.grades.grade import ExerciseResult
from shared.grading.judging import proofs
from shared.grading.judging.judge import ENDED, Judge, Repeated, prepare, repeated
from shared.grading.walls.limits import Limits


@dataclass(frozen=True)
class Chance:
    """How often the verdict on one solution was not the one it should always be.

    Attributes:
        exercise: its id.
        solution: the file's name and the function's.
        right: whether it must pass; else it must be caught.
        seeds: how many were tried.
        against: those of them with the other verdict.
        reason: why a right one lost, the first time.
    """

    exercise: str
    solution: str
    right: bool
    seeds: int
    against: tuple[int, ...]
    reason: str = ""

    def __str__(self) -> str:
        verdict = "is right and lost" if self.right else "is wrong and passed"
        reason = f": {self.reason}" if self.reason else ""
        return (
            f"exercise {self.exercise}: {self.solution} {verdict} for {len(self.against)} of "
            f"{self.seeds} seeds, first {self.against[0]}{reason}"
        )


def chances(
    rubric: Rubric, exercises: frozenset[str], seeds: int, seconds: float
) -> Iterator[Chance]:
    """Judge the solutions of these exercises with the seeds 0, 1, …; yield one result for each.

    After `seconds` by the clock a solution gets no further seed. Wrong ones that are caught by a limit or
    by a ready function that they call get one seed only: that is no matter of chance.
    """
    limits = Limits(call_seconds=5.0, total_seconds=1e5, cpu_seconds=10**5)
    with prepare(rubric) as judge:
        for right, listed in (
            (False, proofs.wrong_solutions(rubric)),
            (True, proofs.right_solutions(rubric)),
        ):
            by_target = {exercise.target: exercise for exercise in rubric.exercises}
            chosen = [s for s in listed if by_target[s.target].id in exercises]
            for together in proofs.rounds(chosen):
                yield from _of_hand_in(judge, together, right, seeds, seconds, limits)


def _of_hand_in(
    judge: Judge,
    solutions: list[proofs.Solution],
    right: bool,
    seeds: int,
    seconds: float,
    limits: Limits,
) -> Iterator[Chance]:
    by_target = {exercise.target: exercise for exercise in judge.rubric.exercises}
    hand_in = proofs.with_solutions(judge.rubric, solutions)
    ids = {by_target[solution.target].id for solution in solutions}
    with repeated(judge, hand_in, limits, ids) as again:
        for solution in solutions:
            exercise = by_target[solution.target]
            yield _of_solution(again, exercise, solution, right, seeds, seconds)


def _of_solution(
    again: Repeated,
    exercise: Exercise,
    solution: proofs.Solution,
    right: bool,
    seeds: int,
    seconds: float,
) -> Chance:
    end = time.monotonic() + seconds
    against, reason, tried = [], "", 0
    for seed in range(seeds):
        result = again(exercise, seed)
        tried += 1
        if _passed(result, solution.caught_by) != right:
            against.append(seed)
            reason = reason or (result.explanation.partition("\n")[0] if right else "")
        certain = bool(result.called) or ENDED in result.explanation
        if time.monotonic() > end or (certain and not right):
            break
    return Chance(exercise.id, solution.name, right, tried, tuple(against), reason)


def _passed(result: ExerciseResult, caught_by: str) -> bool:
    """Return whether all is right, or the check that must see the mistake does not."""
    if not caught_by or result.called:
        return result.passed
    return all(check.passed for check in result.checks if check.name == caught_by)


@dataclass(frozen=True)
class Chances:
    """Judge the right and the wrong solutions of a rubric with many seeds: no verdict may be luck."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    exercise: tyro.conf.UseAppendAction[tuple[str, ...]] = ()
    """Only this exercise, by its id; may be given several times."""
    seeds: int = 60
    """How many seeds for each solution."""
    seconds: float = 10.0
    """After so many seconds a solution gets no further seed."""

    def run(self) -> int:
        """Judge them; return 1 if a verdict depends on the seed."""
        rubric = load_rubric(self.project)
        ids = [exercise.id for exercise in rubric.exercises]
        if unknown := sorted(set(self.exercise) - set(ids)):
            raise RubricError(f"{rubric.name} has no exercise {unknown[0]}, but {', '.join(ids)}")
        if self.seeds < 1:
            raise UserError("--seeds counts from 1")
        tried, luck = 0, 0
        for chance in chances(rubric, frozenset(self.exercise or ids), self.seeds, self.seconds):
            tried += chance.seeds
            if chance.against:
                luck += 1
                print(chance, flush=True)
        print(f"{tried} verdicts, {luck} solutions with another one than theirs")
        return int(luck > 0)
