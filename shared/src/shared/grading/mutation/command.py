"""The command: `python -m shared.grading mutants work05_transformer --exercise 2.3`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tyro
from rich.console import Console

from shared.errors import UserError
from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import RubricError
from shared.grading.mutation.equivalent import load_equivalents, stale
from shared.grading.mutation.mutants import mutants_of, sample
from shared.grading.mutation.report import (
    ENOUGH,
    report_of,
    save,
    sources,
    survivors_text,
    table_of,
)
from shared.grading.mutation.run import Jury, with_bar
from shared.grading.walls.limits import limits_of


@dataclass(frozen=True)
class Mutants:
    """Put small mistakes into the reference and count how many of them the checks see."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    exercise: tyro.conf.UseAppendAction[tuple[str, ...]] = ()
    """Only this exercise, by its id; may be given several times."""
    most: int = 40
    """How many mutants of an exercise at most; a sample of all kinds where there are more."""
    seed: int = 0
    """Of the sample and of the checks' inputs."""
    jobs: int = 1
    """How many mutants to judge at the same time."""
    minutes: float | None = None
    """Begin no other mutant after so many minutes."""
    seconds: float = 3.0
    """Seconds of CPU time for the calls of one mutant: some never end."""
    out: Path | None = None
    """A results file (JSON) to write; from committed code, and of all exercises, only."""

    def run(self) -> int:
        """Judge them; return 1 if less than 95 % of those that are not equivalent are caught.

        So it does where the reference loses an exercise, since then nothing says what its checks see;
        and where an entry of the list of equivalents is caught, since then its reason is not true, or
        is no mutant any more, since then its reason is of other code.
        """
        rubric = load_rubric(self.project)
        ids = [exercise.id for exercise in rubric.exercises]
        if unknown := sorted(set(self.exercise) - set(ids)):
            raise RubricError(f"{rubric.name} has no exercise {unknown[0]}, but {', '.join(ids)}")
        if self.most < 1 or self.jobs < 1:
            raise UserError("--most and --jobs count from 1")
        if self.out is not None:
            if self.exercise:
                raise UserError("--out is for all exercises: leave out --exercise")
            from shared.reporting.provenance import clean_commit  # brings torch

            clean_commit(sources(rubric))  # better now than after all of it
        chosen = [name for name in ids if name in self.exercise or not self.exercise]
        equivalents = load_equivalents(rubric)
        every = mutants_of(rubric)
        every = {name: every[name] for name in chosen}
        limits = limits_of(self.seconds)
        with Jury(rubric, self.jobs, limits, self.seed) as jury:
            lost = jury.lost_by_reference(chosen)
            chosen = [name for name in chosen if name not in lost]
            sampled = [m for name in chosen for m in sample(every[name], self.most, self.seed)]
            verdicts = with_bar(jury.verdicts(sampled, self.minutes), len(sampled))
        order = {mutant: number for number, mutant in enumerate(sampled)}
        verdicts.sort(key=lambda verdict: order[verdict.mutant])
        report = report_of(chosen, verdicts, equivalents)
        Console().print(table_of(report, f"{rubric.title}: mutants"))
        print(survivors_text(report.survivors))
        for mutant in report.wrong_entries:
            print(f"listed as equivalent, but caught: exercise {mutant.exercise}: {mutant.says}")
        gone = stale(equivalents, every)
        for entry in gone:
            print(f"listed as equivalent, but no mutant: exercise {entry.exercise}: {entry.mutant}")
        for name, reason in lost.items():
            print(f"not judged, since the reference itself loses exercise {name}: {reason}")
        if left := len(sampled) - len(verdicts):
            print(f"not judged within {self.minutes:g} minutes: {left} of {len(sampled)}")
        if self.out is not None:
            if left or lost:
                raise UserError(f"{self.out} is not written: not all exercises were judged")
            decisive = {"most": self.most, "seed": self.seed, "seconds": self.seconds}
            save(report, rubric, self.out, decisive)
            print(f"written: {self.out}")
        enough = report.total.share >= ENOUGH
        if not enough:
            print(f"{report.total.share:.1%} are caught, {ENOUGH:.0%} are needed")
        return int(not enough or bool(lost or report.wrong_entries or gone))
