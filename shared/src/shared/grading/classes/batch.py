"""Grade a class: each hand-in in a process of its own, so that one costs only itself.

A batch that was interrupted goes on with the others. A hand-in is graded again where it, the checks
or the reference changed. What the machinery could not judge is tried once more, then listed apart: it
is no score.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import mean, median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.files import write_text_atomically
from shared.grading.assignment.rubric import Rubric
from shared.grading.classes.one import (
    Outcome,
    Task,
    course_digest,
    grade_one,
    received,
    stored_grade,
)
from shared.grading.classes.similarity import similar_pairs
from shared.grading.classes.tables import class_table, exercise_table, histogram, similarity_table
from shared.grading.grades.grade import Grade, number
from shared.grading.hand_ins.hand_in import safe_name
from shared.grading.judging.judge import libraries
from shared.grading.walls.limits import Level, Limits

PATIENCE = 60.0  # seconds beyond a hand-in's own limit, for the judge's part
TRIES = 2
LONGEST_NAME = 100


def grade_class(
    rubric: Rubric,
    hand_ins: Sequence[Path],
    out: Path,
    jobs: int,
    demanded: Level,
    limits: Limits,
    seed: int | None,
) -> int:
    """Grade all, show a table, and write the class's files to `out`.

    For each hand-in a folder with its results in `hand-ins`; `class.csv`, `statistics.csv`,
    `similarity.csv`. Returns 0 if every hand-in could be graded.
    """
    course = course_digest(rubric)
    tasks = {
        name: Task(rubric.project, path, out / "hand-ins" / name, demanded, limits, seed, course)
        for name, path in distinct_names(hand_ins).items()
    }
    out.mkdir(parents=True, exist_ok=True)
    outcomes = _grade_each(rubric, tasks, max(jobs, 1))
    if again := sum(outcome.again for outcome in outcomes.values()):
        print(f"{again} of {len(tasks)} are graded already in {out}")
    grades, not_judged = [], {}
    for name, task in tasks.items():
        grade = stored_grade(task.folder)
        if outcomes[name].failure or grade is None:
            not_judged[name] = outcomes[name].failure or "its grade is not there"
        else:
            grades.append(grade)
    write_text_atomically(out / "class.csv", class_table(rubric, grades, not_judged))
    write_text_atomically(out / "statistics.csv", exercise_table(rubric, grades))
    sets = {name: outcome.shingles or frozenset() for name, outcome in outcomes.items()}
    write_text_atomically(out / "similarity.csv", similarity_table(similar_pairs(sets)))
    _report(rubric, grades, not_judged, out)
    for name, outcome in outcomes.items():
        if outcome.shingles is None:
            print(f"not compared: {name}: its code takes too much time to parse")
    return int(bool(not_judged) or any(grade.problem for grade in grades))


def distinct_names(hand_ins: Sequence[Path]) -> dict[str, Path]:
    """Return the hand-ins by names that are folders' names on any system, a number behind equal ones."""
    named: dict[str, Path] = {}
    taken: set[str] = set()
    for path in hand_ins:
        plain = "".join("_" if c in '/\\:*?"<>|' else c for c in safe_name(path))
        name = first = plain.strip(". ")[:LONGEST_NAME] or "hand-in"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        named[name] = path
    return named


def _context(rubric: Rubric) -> ForkServerContext | SpawnContext:
    """Return a context whose processes fork from one with the reference's libraries loaded, if they can."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["shared.grading.judging.judge", *libraries(rubric)])
        return context
    return multiprocessing.get_context("spawn")


def _grade_each(rubric: Rubric, tasks: Mapping[str, Task], jobs: int) -> dict[str, Outcome]:
    """Keep `jobs` processes busy until every hand-in has an outcome."""
    context = _context(rubric)
    running: dict[Connection, tuple[str, BaseProcess, float]] = {}
    waiting = [(name, 1) for name in tasks]
    tries: dict[str, int] = {}
    outcomes: dict[str, Outcome] = {}
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        shown = bar.add_task("", total=len(waiting))
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    name, tries[name] = waiting.pop(0)
                    task = tasks[name]
                    ours, theirs = context.Pipe(duplex=False)
                    process: BaseProcess = context.Process(target=grade_one, args=(task, theirs))
                    process.start()
                    theirs.close()
                    longest = task.limits.total_seconds * task.limits.patience + PATIENCE
                    deadline = time.monotonic() + longest
                    running[ours] = name, process, deadline
                wait([*running], timeout=0.5)
                for ours, (name, process, deadline) in list(running.items()):
                    if not ours.poll() and process.is_alive() and time.monotonic() < deadline:
                        continue
                    outcome = _outcome(ours, process)
                    del running[ours]
                    if outcome.failure and tries[name] < TRIES:
                        waiting.append((name, tries[name] + 1))
                        continue
                    outcomes[name] = outcome
                    bar.advance(shown)
        finally:
            for _, process, _ in running.values():
                _stop(process)
    return outcomes


def _outcome(ours: Connection, process: BaseProcess) -> Outcome:
    """Return what a judge has sent; where it sent nothing, it is ended, and that is the failure."""
    with ours:
        try:
            outcome = received(ours.recv_bytes()) if ours.poll() else None
        except (EOFError, OSError, ValueError):
            outcome = None
    if outcome is not None:
        process.join(10)
        _stop(process)
        return outcome
    if process.is_alive():
        process.join(1)
    alive = process.is_alive()
    _stop(process)
    return Outcome("the judge took too long" if alive else f"the judge ended ({process.exitcode})")


def _stop(process: BaseProcess) -> None:
    """End a judge, which then ends its student's process."""
    process.terminate()
    process.join(10)
    process.kill()
    process.join()


def _report(
    rubric: Rubric, grades: Sequence[Grade], not_judged: Mapping[str, str], out: Path
) -> None:
    print(f"{rubric.title}: {len(grades)} hand-ins, {number(rubric.points)} points")
    if grades:
        scores = [one.score for one in grades]
        print(f"mean {number(mean(scores))}, median {number(median(scores))}")
        print(histogram(rubric, grades))
    for one in grades:
        if one.problem:
            print(f"not graded: {one.hand_in}: {one.problem}")
    for name, reason in not_judged.items():
        print(f"not judged, and without a score: {name}: {reason}")
    print(
        f"written: {out}/class.csv, statistics.csv, similarity.csv, and a folder for each hand-in "
        f"in {out}/hand-ins"
    )
