"""The judge's verdict on each mutant: caught if its exercise has not its full points."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.util import Finalize
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.executors import Finished
from shared.grading.assignment.rubric import Rubric, load_rubric
from shared.grading.grades.grade import ExerciseResult
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import ENDED, Judge, grade, prepare
from shared.grading.judging.proofs import reference
from shared.grading.mutation.mutants import Mutant, unchanged
from shared.grading.walls.limits import Limits


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a mutant: caught with a reason, or not."""

    mutant: Mutant
    caught: bool
    reason: str


class Jury:
    """Processes that judge one exercise of a hand-in each.

    Args:
        rubric: of the assignment.
        jobs: how many processes.
        limits: for each mutant; small ones, since some never end.
        seed: of the checks' inputs, so that the same command gives the same scores.
    """

    def __init__(self, rubric: Rubric, jobs: int, limits: Limits, seed: int) -> None:
        self.rubric = rubric
        self.jobs = jobs
        self.pool = ProcessPoolExecutor(
            jobs,
            mp_context=_context(),
            initializer=_start,
            initargs=(rubric.project, limits, seed),
        )

    def __enter__(self) -> Jury:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def lost_by_reference(self, exercises: Sequence[str]) -> dict[str, str]:
        """Return those of these exercises that lose points without a mistake, each with the reason."""
        chosen = [exercise for exercise in self.rubric.exercises if exercise.id in exercises]
        sources = [unchanged(self.rubric, exercise) for exercise in chosen]
        ids = [exercise.id for exercise in chosen]
        reasons = self.pool.map(_reason, ids, [exercise.module for exercise in chosen], sources)
        return {name: reason for name, reason in zip(ids, reasons, strict=True) if reason}

    def verdicts(self, mutants: Sequence[Mutant], minutes: float | None) -> Iterator[Verdict]:
        """Yield a verdict on each mutant, in any order; after `minutes` begin no other one."""
        modules = {exercise.id: exercise.module for exercise in self.rubric.exercises}
        deadline = time.monotonic() + 60 * minutes if minutes is not None else float("inf")
        waiting, running = list(reversed(mutants)), dict[Future[str | None], Mutant]()
        with Finished() as finished:
            while running or (waiting and time.monotonic() < deadline):
                while waiting and len(running) < 2 * self.jobs and time.monotonic() < deadline:
                    mutant = waiting.pop()
                    modules_file = modules[mutant.exercise]
                    task = self.pool.submit(_reason, mutant.exercise, modules_file, mutant.source)
                    running[task] = mutant
                    finished.watch(task)
                task = finished.next_one()
                reason = task.result()
                yield Verdict(running.pop(task), reason is not None, reason or "")


def _context() -> ForkServerContext | SpawnContext:
    """Return a context whose processes fork from one that has imported the judge, if they can."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["shared.grading.judging.judge"])
        return context
    return multiprocessing.get_context("spawn")


def with_bar(verdicts: Iterator[Verdict], total: int) -> list[Verdict]:
    """Collect all verdicts behind a progress bar on stderr."""
    columns = (TextColumn("mutants"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    collected = []
    with Progress(*columns, console=Console(stderr=True)) as bar:
        shown = bar.add_task("", total=total)
        for verdict in verdicts:
            collected.append(verdict)
            bar.advance(shown)
    return collected


_here: tuple[Judge, HandIn, Limits, int]
"""In a judging process: the judge, the answers, the limits and the seed."""


def _start(project: Path, limits: Limits, seed: int) -> None:
    """Prepare a judging process; its temporary folder goes when it ends."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked decides
    rubric = load_rubric(project)
    stack = contextlib.ExitStack()
    judge = stack.enter_context(prepare(rubric))
    Finalize(None, stack.close, exitpriority=1)
    _here = judge, reference(rubric), limits, seed


def _reason(exercise: str, module: str, source: str) -> str | None:
    """Return why an exercise of the answers, with this source for one module, loses points; else None.

    A process can also be ended from outside, as where memory ran out, or starved. So what is lost only
    by that counts where it happens twice.
    """
    result = _result(exercise, module, source)
    if _ended(result):
        result = _result(exercise, module, source)
    return None if result.passed else result.explanation


def _result(exercise: str, module: str, source: str) -> ExerciseResult:
    judge, answers, limits, seed = _here
    hand_in = HandIn("mutant", {**answers.sources, module: source.encode()})
    (result,) = grade(judge, hand_in, limits=limits, seed=seed, only=[exercise]).exercises
    return result


def _ended(result: ExerciseResult) -> bool:
    """Return whether all that failed did so since the process with the code was ended."""
    failed = [check for check in result.checks if not check.passed]
    return (
        bool(failed)
        and not result.called
        and all(check.reason.startswith(ENDED) for check in failed)
    )
