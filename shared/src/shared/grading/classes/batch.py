"""Grade a class: each hand-in in a process of its own, so that one costs only itself.

The results of a hand-in are complete as soon as its `grade.json` is there; a batch that was
interrupted goes on with the others.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import time
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import mean, median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.errors import UserError
from shared.files import write_text_atomically
from shared.grading.assignment.rubric import Rubric, load_rubric
from shared.grading.classes.similarity import similar_pairs
from shared.grading.classes.tables import class_table, exercise_table, histogram, similarity_table
from shared.grading.errors import HandInError
from shared.grading.grades import formats
from shared.grading.grades.grade import Grade, grade_from_dict, number
from shared.grading.hand_ins.hand_in import read_hand_in, safe_name
from shared.grading.judging.judge import grade, libraries, not_graded, prepare
from shared.grading.walls.limits import Level, Limits

PATIENCE = 60.0  # seconds beyond a hand-in's own limit, for the judge's part


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

    For each hand-in a folder with its results; `class.csv`, `statistics.csv`, `similarity.csv`.
    Returns 0 if every hand-in could be graded.

    Raises:
        UserError: two hand-ins have one name.
    """
    named = _named(hand_ins)
    out.mkdir(parents=True, exist_ok=True)
    waiting = [name for name in named if _finished(out / name, rubric) is None]
    if len(waiting) < len(named):
        print(f"{len(named) - len(waiting)} of {len(named)} are graded already in {out}")
    _grade_each(rubric, {name: named[name] for name in waiting}, out, jobs, demanded, limits, seed)
    grades = [
        _finished(out / name, rubric) or not_graded(rubric, name, "no result") for name in named
    ]
    write_text_atomically(out / "class.csv", class_table(rubric, grades))
    write_text_atomically(out / "statistics.csv", exercise_table(rubric, grades))
    pairs = similar_pairs(rubric, _sources(rubric, named))
    write_text_atomically(out / "similarity.csv", similarity_table(pairs))
    _report(rubric, grades, out)
    return int(any(one.problem for one in grades))


def _named(hand_ins: Sequence[Path]) -> dict[str, Path]:
    named: dict[str, Path] = {}
    for path in hand_ins:
        name = safe_name(path).replace("/", "_").lstrip(".") or "hand-in"
        if name in named:
            raise UserError(f"two hand-ins are called {name!r}: rename one")
        named[name] = path
    return named


def _finished(folder: Path, rubric: Rubric) -> Grade | None:
    """Return the result that an earlier batch left, if it is one of this rubric."""
    try:
        earlier = grade_from_dict(json.loads((folder / "grade.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if [e.target for e in earlier.exercises] != [e.target for e in rubric.exercises]:
        return None
    return earlier if earlier.points == rubric.points else None


def _context(rubric: Rubric) -> ForkServerContext | SpawnContext:
    """Return a context whose processes fork from one with the reference's libraries loaded, if they can."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["shared.grading.judging.judge", *libraries(rubric)])
        return context
    return multiprocessing.get_context("spawn")


def _grade_each(
    rubric: Rubric,
    hand_ins: dict[str, Path],
    out: Path,
    jobs: int,
    demanded: Level,
    limits: Limits,
    seed: int | None,
) -> None:
    """Keep `jobs` processes busy until every hand-in has a result."""
    context = _context(rubric)
    running: dict[str, tuple[BaseProcess, float]] = {}
    waiting = list(hand_ins)
    bar = Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("", total=len(waiting))
        try:
            while waiting or running:
                while waiting and len(running) < max(jobs, 1):
                    name = waiting.pop(0)
                    arguments = (rubric.project, hand_ins[name], out / name, demanded, limits, seed)
                    process: BaseProcess = context.Process(target=_grade_to_folder, args=arguments)
                    process.start()
                    running[name] = process, time.monotonic() + limits.total_seconds + PATIENCE
                for name, (judge, deadline) in list(running.items()):
                    judge.join(0.05 / len(running))
                    if judge.is_alive() and time.monotonic() < deadline:
                        continue
                    reason = f"the judge ended, exit status {judge.exitcode}"
                    if judge.is_alive():
                        reason = "the judge took too long"
                        _stop(judge)
                    if _finished(out / name, rubric) is None:
                        formats.write_all(not_graded(rubric, name, reason), out / name)
                    del running[name]
                    bar.advance(task)
        finally:
            for judge, _ in running.values():
                _stop(judge)


def _stop(process: BaseProcess) -> None:
    """End a judge, which then ends its student's process."""
    process.terminate()
    process.join(10)
    process.kill()
    process.join()


def _grade_to_folder(
    project: Path, path: Path, folder: Path, demanded: Level, limits: Limits, seed: int | None
) -> None:
    """Grade one hand-in, in a process of its own; its results are the only thing that leaves it."""
    rubric = load_rubric(project)
    try:
        hand_in = read_hand_in(path, rubric)
    except HandInError as error:
        formats.write_all(not_graded(rubric, folder.name, str(error)), folder)
        return
    with prepare(rubric) as judge:
        try:
            result = grade(judge, hand_in, demanded, limits, seed)
        except UserError as error:
            result = not_graded(rubric, folder.name, str(error))
    formats.write_all(result, folder)


def _sources(rubric: Rubric, named: dict[str, Path]) -> dict[str, Mapping[str, bytes]]:
    """Return the solutions of those hand-ins that can be read."""
    sources = {}
    for name, path in named.items():
        with contextlib.suppress(HandInError):
            sources[name] = read_hand_in(path, rubric).sources
    return sources


def _report(rubric: Rubric, grades: Sequence[Grade], out: Path) -> None:
    scores = [one.score for one in grades]
    print(f"{rubric.title}: {len(grades)} hand-ins, {number(rubric.points)} points")
    print(f"mean {number(mean(scores))}, median {number(median(scores))}")
    print(histogram(rubric, grades))
    for one in grades:
        if one.problem:
            print(f"not graded: {one.hand_in}: {one.problem}")
    print(
        f"written: {out}/class.csv, statistics.csv, similarity.csv, and a folder for each hand-in"
    )
