"""The grading's command line: `python -m shared.grading starter | grade | worker | …`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console

from shared.commands import one_line_errors
from shared.errors import UserError
from shared.grading.assignment.autograder import write_autograder
from shared.grading.assignment.rubric import load_rubric
from shared.grading.assignment.starter import write_starter
from shared.grading.challenge.command import ChallengeCommand
from shared.grading.classes.batch import grade_class
from shared.grading.classes.machines import work
from shared.grading.errors import HandInError
from shared.grading.grades import formats
from shared.grading.grades.grade import table_of
from shared.grading.hand_ins.hand_in import safe_name
from shared.grading.hand_ins.opening import open_hand_in
from shared.grading.judging.chances import Chances
from shared.grading.judging.judge import grade, not_graded, prepare
from shared.grading.mutation.command import Mutants
from shared.grading.walls.limits import Level, Limits, limits_of
from shared.options import describe_plainly


@dataclass(frozen=True)
class Starter:
    """Write the student's project: the assignment without its answers."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    out: Path
    """A new folder to write it to."""

    def run(self) -> int:
        """Do it."""
        written = write_starter(load_rubric(self.project), self.out)
        print(f"written: {written}")
        return 0


@dataclass(frozen=True)
class Grading:
    """Grade one hand-in, or a class of them."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    hand_ins: tyro.conf.Positional[tuple[Path, ...]]
    """Folders, zips or tars; one hand-in each."""
    out: Path | None = None
    """Where to write results: for one hand-in its files, for several a folder each and the class."""
    jobs: int = 1
    """How many hand-ins to grade at the same time on this machine."""
    scheduler: str | None = None
    """Of several machines: tcp://HOST:8786 of a Dask scheduler, or "slurm"."""
    require_sandbox: Level = "subprocess"
    """Refuse to run behind walls weaker than these."""
    seconds: float = Limits.call_seconds
    """Seconds of CPU time that the calls of one exercise may take in all."""
    seed: int | None = None
    """Draw the inputs of an earlier grading again; by default they are new each time."""

    def run(self) -> int:
        """Grade; return 0 if all could be graded, whatever their points."""
        if not self.hand_ins:
            raise UserError("name at least one hand-in: a folder, a zip or a tar")
        rubric = load_rubric(self.project)
        limits = limits_of(self.seconds)
        if self.seed is not None and self.seed < 0:
            raise UserError(f"--seed {self.seed} is out of range: at least 0")
        if len(self.hand_ins) > 1:
            if self.out is None:
                raise UserError("several hand-ins need --out DIR, where their results go")
            return grade_class(
                rubric, self.hand_ins, self.out, self.jobs, self.require_sandbox, limits, self.seed,
                self.scheduler,
            )  # fmt: skip
        with prepare(rubric) as judge:
            try:
                hand_in = open_hand_in(self.hand_ins[0], rubric)
            except HandInError as error:
                result = not_graded(rubric, safe_name(self.hand_ins[0]), str(error))
            else:
                result = grade(judge, hand_in, self.require_sandbox, limits, self.seed)
        if self.out is not None:
            formats.write_all(result, self.out)
        console = Console()
        console.print(table_of(result))
        if result.sandbox:
            within = ", ".join(result.sandbox["within"])
            console.print(f"sandbox: {result.sandbox['level']} ({within})")
        return int(bool(result.problem))


@dataclass(frozen=True)
class Worker:
    """Judge hand-ins of a class that is graded from another machine."""

    scheduler: tyro.conf.Positional[str]
    """The Dask scheduler's address, tcp://HOST:8786."""
    jobs: int = 1
    """How many hand-ins to judge at the same time."""
    require_sandbox: Level = "subprocess"
    """Refuse to work where the walls are weaker than these."""

    def run(self) -> int:
        """Work until the scheduler ends."""
        work(self.scheduler, self.jobs, self.require_sandbox)
        return 0


@dataclass(frozen=True)
class Autograder:
    """Write a zip that Gradescope takes as an autograder."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    out: Path
    """The zip to write."""
    require_sandbox: Level = "subprocess"
    """The weakest walls that a submission may run behind."""

    def run(self) -> int:
        """Do it."""
        write_autograder(load_rubric(self.project), self.out, self.require_sandbox)
        print(f"written: {self.out}")
        return 0


@one_line_errors
def main() -> int:
    """Run a command; errors that a person can mend are one line."""
    describe_plainly(Starter, Grading, Worker, Autograder, ChallengeCommand, Mutants, Chances)
    command = tyro.cli(
        Annotated[Starter, tyro.conf.subcommand("starter")]
        | Annotated[Grading, tyro.conf.subcommand("grade")]
        | Annotated[Worker, tyro.conf.subcommand("worker")]
        | Annotated[Autograder, tyro.conf.subcommand("autograder")]
        | Annotated[ChallengeCommand, tyro.conf.subcommand("challenge")]
        | Annotated[Mutants, tyro.conf.subcommand("mutants")]
        | Annotated[Chances, tyro.conf.subcommand("chances")],  # type: ignore[arg-type]
        prog="python -m shared.grading",
        description=__doc__,
    )
    return command.run()


if __name__ == "__main__":
    sys.exit(main())
