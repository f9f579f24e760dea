"""Grade a class, on this machine or several.

A batch that was interrupted goes on with the others. A hand-in is graded again where it, the checks
or the reference changed. What the machinery could not judge is tried once more, then listed apart: it
is no score. Nor is what a person must look at, since the work may be there in a form that is not read.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from statistics import mean, median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.executors import ExecutorError, Finished
from shared.files import write_text_atomically
from shared.grading.assignment.rubric import Rubric
from shared.grading.classes.judges import end_all
from shared.grading.classes.machines import machines
from shared.grading.classes.one import (
    Outcome,
    Task,
    course_digest,
    shingles_or_none,
    still_holds,
    stored_grade,
)
from shared.grading.classes.similarity import Shingles, listed_pairs, similar_pairs
from shared.grading.classes.tables import class_table, exercise_table, histogram, similarity_table
from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.grades import formats
from shared.grading.grades.grade import Grade, grade_from_dict, number
from shared.grading.hand_ins.hand_in import safe_name
from shared.grading.hand_ins.opening import open_hand_in
from shared.grading.judging.judge import not_graded
from shared.grading.walls.limits import Level, Limits
from shared.plain_text import printable

TRIES = 2
TWO_WORKERS = "2 workers ended while they judged it"
LONGEST_NAME = 200  # bytes; with a number behind it, a file system takes it
RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def grade_class(
    rubric: Rubric,
    hand_ins: Sequence[Path],
    out: Path,
    jobs: int,
    demanded: Level,
    limits: Limits,
    seed: int | None,
    scheduler: str | None = None,
) -> int:
    """Grade all, show a table, and write the class's files to `out`.

    For each hand-in a folder with its results in `hand-ins`; `class.csv`, `statistics.csv`,
    `similarity.csv`. `scheduler` is of a cluster, see `machines`. Returns 0 if every hand-in could be
    graded.

    Raises:
        ExecutorError: the cluster cannot be reached, or all its workers are gone.
    """
    course = course_digest(rubric)
    folders = out / "hand-ins"
    folders.mkdir(parents=True, exist_ok=True)
    tasks: dict[str, Task] = {}
    shingles: dict[str, Shingles | None] = {}
    failures: dict[str, str] = {}
    again = 0
    paths = distinct_names(hand_ins)
    for name, path in paths.items():
        if name not in names_of(path):
            print(f"{name} is {printable(os.fsencode(path).decode('utf-8', 'replace'))}")
        try:
            sources = open_hand_in(path, rubric).sources
        except HandInError as error:
            formats.write_all(not_graded(rubric, name, str(error)), folders / name)
            if isinstance(error, NeedsLookError):
                failures[name] = str(error)
            continue
        task = Task(rubric.name, name, sources, demanded, limits, seed, course)
        earlier = stored_grade(folders / name)
        if earlier is not None and still_holds(earlier, task):
            again += 1
            formats.write_all(earlier, folders / name)  # a form may be newer than the grade
            shingles[name] = shingles_or_none(rubric, sources)
        else:
            tasks[name] = task
    if again:
        print(f"{again} of {len(paths)} are graded already in {out}")

    def keep(name: str, outcome: Outcome) -> None:
        shingles[name] = outcome.shingles
        if outcome.grade is None:
            failures[name] = outcome.failure
        else:
            formats.write_all(grade_from_dict(dict(outcome.grade)), folders / name)

    _judge_each(tasks, rubric.project, max(jobs, 1), scheduler, keep)
    grades, not_judged = [], {}
    for name in paths:
        grade = stored_grade(folders / name)
        if name in failures or grade is None:
            not_judged[name] = failures.get(name, "its grade is not there")
        else:
            grades.append(grade)
    write_text_atomically(out / "class.csv", class_table(rubric, grades, not_judged))
    write_text_atomically(out / "statistics.csv", exercise_table(rubric, grades))
    sets = {name: shingles.get(name) or frozenset() for name in paths}
    pairs = similar_pairs(sets)
    listed = listed_pairs(pairs)
    write_text_atomically(out / "similarity.csv", similarity_table(listed))
    _report(rubric, grades, not_judged, out)
    if len(listed) < len(pairs):
        print(f"similarity.csv has {len(listed)} of {len(pairs)} pairs: the first of each hand-in")
    for name in paths:
        if shingles.get(name, frozenset()) is None:
            print(f"not compared: {name}: its code takes too much time to parse")
    return int(bool(not_judged) or any(grade.problem for grade in grades))


def distinct_names(hand_ins: Sequence[Path]) -> dict[str, Path]:
    """Return the hand-ins by names that are folders' names on any system.

    Equal ones have the name of the folder that they lie in before them, and a number behind where
    that does not tell them apart.
    """
    named: dict[str, Path] = {}
    taken: set[str] = set()
    names = [names_of(path) for path in hand_ins]
    often = Counter(alike(own) for own, _ in names)
    for path, (own, with_folder) in zip(hand_ins, names, strict=True):
        name = first = own if often[alike(own)] == 1 else with_folder
        number = 1
        while alike(name) in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(alike(name))
        named[name] = path
    return named


def alike(name: str) -> str:
    """Return what equal names have in common: a Mac takes é for e and an accent, and A for a."""
    return unicodedata.normalize("NFC", name).casefold()


def names_of(path: Path) -> tuple[str, str]:
    """Return a hand-in's own name, and the same with that of the folder it lies in before it."""
    own, folder = safe_name(path), Path(os.path.normpath(path.absolute())).parent
    with_folder = f"{safe_name(folder)}-{own}" if folder.name else own
    return _folder_name(own), _folder_name(with_folder)


def _folder_name(name: str) -> str:
    """Return `name` as any system takes it for a folder."""
    plain = "".join("_" if c in '/\\:*?"<>|' else c for c in name)
    short = plain.strip(". ").encode()[:LONGEST_NAME].decode(errors="ignore").strip(". ")
    return f"_{short}" if RESERVED.fullmatch(short) else short or "hand-in"


def _judge_each(
    tasks: Mapping[str, Task],
    project: Path,
    jobs: int,
    scheduler: str | None,
    keep: Callable[[str, Outcome], None],
) -> None:
    """Have every hand-in judged, and each outcome kept as it comes.

    One that the machinery failed at is tried once more. What a worker had that ended is judged at the
    end, one after the other: who ends another worker then, alone, is put aside.
    """
    if not tasks:
        return
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=Console(stderr=True)) as bar,
        machines(project, jobs, scheduler) as submit,
        Finished() as finished,
    ):
        shown = bar.add_task("", total=len(tasks))
        lost: list[str] = []  # in the hands of a worker that ended, perhaps by no fault of theirs
        for names, at_a_time in ((list(tasks), len(tasks)), (lost, 1)):
            waiting = [(name, 1) for name in names]
            running: dict[Future[Outcome], tuple[str, int]] = {}
            try:
                while waiting or running:
                    while waiting and len(running) < at_a_time:
                        name, tries = waiting.pop(0)
                        future = submit(tasks[name])
                        running[future] = name, tries
                        finished.watch(future)
                    future = finished.next_one()
                    name, tries = running.pop(future)
                    outcome = _outcome(future)
                    if outcome is None and names is not lost:
                        lost.append(name)
                    elif outcome and outcome.failure and tries < TRIES:
                        waiting.append((name, tries + 1))
                    else:
                        keep(name, outcome or Outcome(failure=TWO_WORKERS))
                        bar.advance(shown)
            except BaseException:
                for future in running:
                    future.cancel()
                end_all()
                raise


def _outcome(future: Future[Outcome]) -> Outcome | None:
    """Return a hand-in's outcome; None where the worker that had it ended."""
    try:
        return future.result()
    except ExecutorError:
        raise
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            return None
        return Outcome(failure=f"the machinery failed: {type(error).__name__}: {error}")


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
