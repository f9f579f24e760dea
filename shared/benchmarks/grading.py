"""One hand-in judged with a new program for it, against a fork of the zygote: CPU seconds of all processes.

The hand-in is the reference's solution. The two ways take turns; both must give full marks. What comes
once for an assignment (Python, the judge's own imports, the zygote's) is told apart.

    python benchmarks/grading.py ../work0* ../final_ssd --rounds 5 --out results/grading.json
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ClassVar

import tyro
from rich.console import Console
from rich.table import Table

from shared.benchmark.interleaved import Comparison
from shared.commands import run
from shared.grading.assignment.rubric import load_rubric
from shared.grading.judging import proofs
from shared.grading.judging.judge import Judge, grade, prepare
from shared.grading.remote import stand_ins
from shared.grading.remote.process import StudentProcess
from shared.grading.walls import watch
from shared.grading.walls.limits import Level
from shared.grading.walls.zygote import Forked
from shared.reporting.results import save_measured

PROGRAM, FORK = "program", "fork"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Recorded(StudentProcess):
    """A student process whose CPU seconds are kept, since nobody waits for one that is killed."""

    all: ClassVar[list[StudentProcess]] = []

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        Recorded.all.append(self)


def settled(process: int) -> watch.Usage:
    """Measure a process once it has no children and nothing to do."""
    before = watch.Usage()
    while True:
        used = watch.usage(process)
        if used.processes == 1 and used.cpu_seconds == before.cpu_seconds > 0:
            return used
        before = used
        time.sleep(0.5)


def measure(project: Path, rounds: int, level: Level, answer: Any) -> None:
    """Judge the reference in both ways, `rounds` times each; send what was measured."""
    stand_ins.StudentProcess = Recorded  # type: ignore[misc]
    rubric = load_rubric(project)
    hand_in = proofs.reference(rubric)
    with prepare(rubric) as judge:
        _ = judge.reference, judge.checks
        judge_seconds = time.process_time()
        assert judge.warm is not None
        assert judge.warm.process is not None
        zygote = judge.warm.process.pid
        begin = settled(zygote)
        cold = dataclasses.replace(judge, warm=None)
        _ = cold.checks

        def judged(by: Judge) -> tuple[float, float]:
            """Return the CPU seconds of all processes, and of the judge alone."""
            Recorded.all.clear()
            forks, start = settled(zygote).cpu_seconds, time.process_time()
            result = grade(by, hand_in, level)
            alone = time.process_time() - start
            assert result.score == rubric.points, [e.explanation for e in result.exercises]
            if by.warm is None:
                return alone + sum(student.cpu_seconds for student in Recorded.all), alone
            assert all(isinstance(student.process, Forked) for student in Recorded.all)
            return alone + settled(zygote).cpu_seconds - forks, alone

        first, _ = judged(judge)
        ways: dict[str, Callable[[], tuple[float, float]]] = {
            PROGRAM: lambda: judged(cold),
            FORK: lambda: judged(judge),
        }
        seconds: dict[str, list[float]] = {PROGRAM: [], FORK: []}
        alone: dict[str, list[float]] = {PROGRAM: [], FORK: []}
        for number in range(rounds):
            for name in list(ways)[:: 1 if number % 2 else -1]:
                total, own = ways[name]()
                seconds[name].append(total)
                alone[name].append(own)
    answer.send(
        {
            "seconds": seconds,
            "alone": alone,
            "first": first,
            "judge": judge_seconds,
            "zygote": begin.cpu_seconds,
        }
    )


def main(
    projects: tyro.conf.Positional[tuple[Path, ...]],
    rounds: int = 5,
    level: Annotated[Level, tyro.conf.arg(help="walls to ask for")] = "namespaces",
    out: Path | None = None,
) -> None:
    """Measure one hand-in of each assignment.

    Args:
        projects: the assignments' folders.
        rounds: how often each way is measured.
        level: the weakest walls.
        out: the results file to write.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))
    context = multiprocessing.get_context("spawn")
    heads = (
        "program",
        "fork",
        "times less",
        "judge's part",
        "first",
        "once: judge",
        "once: zygote",
    )
    table = Table("assignment", *heads)
    for column in table.columns:
        column.no_wrap = True
    rows: list[tuple[dict[str, str], dict[str, object]]] = []
    for project in dict.fromkeys(path.resolve() for path in projects):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=measure, args=(project, rounds, level, theirs))
        process.start()
        theirs.close()
        found = ours.recv()
        process.join()
        compared = Comparison(PROGRAM, found["seconds"], threads=1)
        alone = Comparison(PROGRAM, found["alone"], threads=1)
        low, middle, high = compared.speedup(FORK)
        (_, cold), (_, warm) = compared.measured()
        judge_part = alone.measured()[1][1]["cpu_seconds"]
        once = {"first": found["first"], "judge": found["judge"], "zygote": found["zygote"]}
        table.add_row(
            project.name,
            f"{cold['cpu_seconds']:.2f} s",
            f"{warm['cpu_seconds']:.2f} s",
            f"{middle:.1f} ({low:.1f} to {high:.1f})",
            f"{judge_part:.2f} s",
            *(f"{value:.2f} s" for value in once.values()),
        )
        for way, metrics in ((PROGRAM, cold), (FORK, warm)):
            rows.append(({"assignment": project.name, "way": way}, metrics))
        once_metrics = {f"{name}/cpu_seconds": value for name, value in once.items()}
        rows[-1][1].update({"judge_part/cpu_seconds": judge_part, **once_metrics})
    Console(width=120).print(table)
    if out is not None:
        save_measured(
            out,
            rows,
            about="CPU seconds of judge and student for one hand-in, the reference's solution.",
            command="python benchmarks/grading.py ../work0* ../final_ssd --out results/grading.json",
            config={"rounds": rounds, "level": level, "threads": 1},
            sources=[Path.cwd(), *(path.resolve() for path in projects)],
        )


if __name__ == "__main__":
    run(main)
