"""Train a recipe behind the walls, within its budget, and score it on what it has not seen."""

from __future__ import annotations

import dataclasses
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from shared.grading.assignment.rubric import Challenge, Exercise, Rubric
from shared.grading.challenge.smuggling import refuse_luggage
from shared.grading.challenge.task import Drawn, Task, load_task
from shared.grading.errors import HandInError, StudentDied, StudentError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import Judge, laid_out, start
from shared.grading.remote.stand_ins import Remote, Student, hold
from shared.grading.walls.limits import Level, Limits
from shared.plain_text import plain

ANSWERING = 0.2
"""Share of the budget that may be used to answer, beyond the budget."""
LEAST_TO_ANSWER = 10.0
"""CPU seconds that may be used to answer, however small the budget."""
MOST_ANSWERED = 256 * 2**20
"""Bytes of all answers together: the judge keeps them until they are scored."""


@dataclass(frozen=True)
class Attempt:
    """One training: its score, or why there is none; CPU seconds of training and of answering."""

    seed: int
    score: float | None
    reason: str
    trained_seconds: float
    answered_seconds: float


@dataclass(frozen=True)
class Entry:
    """A hand-in's attempts; it has a score only if every one has."""

    name: str
    digest: str
    attempts: tuple[Attempt, ...]
    sandbox: str
    machine: str = field(default_factory=platform.platform)

    def with_more(self, more: Entry) -> Entry:
        """Return the entry with the attempts of another training of the same files."""
        machines = dict.fromkeys([*self.machine.split("; "), more.machine])
        return dataclasses.replace(
            self, attempts=(*self.attempts, *more.attempts), machine="; ".join(machines)
        )

    @property
    def scores(self) -> list[float]:
        """The scores of all attempts; empty where one failed."""
        scores = [attempt.score for attempt in self.attempts if attempt.score is not None]
        return scores if len(scores) == len(self.attempts) else []

    @property
    def mean(self) -> float | None:
        """The mean score."""
        return statistics.fmean(self.scores) if self.scores else None

    @property
    def problem(self) -> str:
        """Why there is no score."""
        return next((attempt.reason for attempt in self.attempts if attempt.reason), "")


def with_recipe(rubric: Rubric) -> Rubric:
    """Return the rubric with the recipe as one more exercise, so that its file is taken too.

    Raises:
        HandInError: the assignment has no challenge.
    """
    if rubric.challenge is None:
        raise HandInError(f"{rubric.name} has no [challenge] in its rubric")
    recipe = Exercise(
        id="challenge",
        title=rubric.challenge.title,
        target=f"{rubric.name}.recipe:train",
        points=1,
        checks=(),
        reading=rubric.challenge.reading,
    )
    return dataclasses.replace(rubric, exercises=(*rubric.exercises, recipe))


def run(
    judge: Judge,
    hand_in: HandIn,
    digest: str,
    seeds: Sequence[int],
    demanded: Level = "subprocess",
) -> Entry:
    """Train and score a recipe once for each seed.

    Raises:
        SandboxError: no sandbox as strong as demanded works here.
        RubricError: the challenge cannot be loaded.
    """
    challenge, task = judge.rubric.challenge, load_task(judge.rubric)
    assert challenge is not None
    module = f"{judge.rubric.name}.recipe"
    reason = ""
    if module not in hand_in.sources:
        reason = "recipe.py is not in the hand-in"
    else:
        try:
            refuse_luggage(hand_in.sources, judge.starter_sources)
        except HandInError as error:
            reason = str(error)
    if reason:
        attempts = tuple(Attempt(seed, None, reason, 0.0, 0.0) for seed in seeds)
        return Entry(hand_in.name, digest, attempts, "")
    level: Level = demanded
    attempts_made = []
    for seed in seeds:
        with laid_out(judge, hand_in) as place:
            # the seed is the judge's secret; the recipe gets another one drawn from it
            rng = np.random.default_rng(seed)
            drawn = task.draw(rng)
            folder = place.code / "given"
            _write(drawn, folder)
            student, level, _ = start(demanded, place, _limits(challenge), judge.warm)
            try:
                recipe_seed = int(rng.integers(2**31))
                attempts_made.append(
                    _attempt(student, task, drawn, challenge, folder, seed, recipe_seed)
                )
            finally:
                student._close()
    return Entry(hand_in.name, digest, tuple(attempts_made), level)


def _limits(challenge: Challenge) -> Limits:
    budget = challenge.cpu_seconds
    return Limits(
        call_seconds=budget,
        import_seconds=budget,
        total_seconds=2 * budget + 60,
        cpu_seconds=int(2 * budget) + 120,
        memory=8 * 2**30,
    )


def _write(drawn: Drawn, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    for name, content in drawn.given.items():
        if isinstance(content, str):
            (folder / name).write_text(content, encoding="utf-8")
        else:
            np.save(folder / f"{name}.npy", content, allow_pickle=False)
    for path in folder.iterdir():
        path.chmod(0o644)


def _attempt(
    student: Student,
    task: Task,
    drawn: Drawn,
    challenge: Challenge,
    folder: Path,
    seed: int,
    recipe_seed: int,
) -> Attempt:
    budget = challenge.cpu_seconds
    trained = answered = 0.0
    try:
        student._begin()
        began = student._used()
        recipe: Any = student.recipe
        student._allow(budget - (student._used() - began))  # importing counts
        model = hold(recipe.train, str(folder), budget, recipe_seed)
        trained = student._used() - began
        student._allow(max(ANSWERING * budget, LEAST_TO_ANSWER))
        predictions, size = [], 0
        for question in drawn.questions:
            predictions.append(_detached(model(question)))
            size += _size(predictions[-1])
            if size > MOST_ANSWERED:
                raise ValueError(f"more than {MOST_ANSWERED:,} bytes")
        answered = student._used() - began - trained
    except StudentDied as error:
        return Attempt(seed, None, f"its process was ended: {plain(error)}", trained, answered)
    except StudentError as error:
        return Attempt(seed, None, f"it raised {plain(error)}", trained, answered)
    except (AssertionError, TypeError, ValueError) as error:
        return Attempt(seed, None, f"its answers cannot be used: {plain(error)}", trained, answered)
    try:
        score = float(task.score(drawn.answers, predictions))
        if not np.isfinite(score):
            raise AssertionError(f"the score is {score}")
    except Exception as error:  # whatever a task's arithmetic makes of a hand-in's answers
        return Attempt(seed, None, f"its answers cannot be used: {plain(error)}", trained, answered)
    return Attempt(seed, score, "", trained, answered)


def _detached(answer: Any) -> Any:
    """Return an answer without the history that a tensor's gradient has."""
    if isinstance(answer, Mapping):
        return {name: _detached(value) for name, value in answer.items()}
    if isinstance(answer, list | tuple):
        return type(answer)([_detached(value) for value in answer])
    if isinstance(answer, Remote):
        raise TypeError("an answer is an object of the hand-in's")
    return answer.detach() if hasattr(answer, "detach") else answer


def _size(answer: Any) -> int:
    """Return about how many bytes an answer takes."""
    if isinstance(answer, Mapping):
        return sum(_size(name) + _size(value) for name, value in answer.items())
    if isinstance(answer, list | tuple):
        return sum(map(_size, answer))
    if isinstance(answer, str | bytes):
        return len(answer)
    return int(getattr(answer, "nbytes", 32))
