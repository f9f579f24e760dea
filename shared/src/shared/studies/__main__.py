"""Check results files, and measure on a machine with a GPU: `python -m shared.studies check …`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.errors import UserError
from shared.options import describe_plainly
from shared.studies import gpu
from shared.studies.archive import take
from shared.studies.check import check_results
from shared.studies.command_line import project_folder
from shared.training.settings.ranges import Above, AtLeast, check


@dataclass(frozen=True)
class Check:
    """List results whose code has changed, and refuse those from uncommitted code."""

    places: tyro.conf.Positional[tuple[Path, ...]]
    """Results files, or folders of them."""

    def __call__(self) -> int:
        """Do it."""
        if not self.places:
            raise UserError("name at least one results file, or a folder of them")
        paths = [
            path
            for place in self.places
            for path in (sorted(place.glob("*.json")) if place.is_dir() else [place])
        ]
        findings = check_results(paths)
        if findings.unknown:
            print(
                f"{len(findings.unknown)} of {len(paths)} results files do not say what code "
                "measured them (benchmarks and mutants store no digest of it, nor do studies from "
                "before the study engine); measure them again when it is their turn"
            )
        for line in findings.changed:
            print(f"measured by earlier code: {line}")
        for line in findings.refused:
            print(f"error: {line}; commit, then measure again", file=sys.stderr)
        return 1 if findings.refused else 0


@dataclass(frozen=True)
class Gpu:
    """Run the studies for a GPU in order of value, and pack their results into one archive."""

    out: Path = Path("runs") / "gpu"
    """Logs, and results.zip, which `take` merges into the tree that it comes from."""
    minutes: float = 9.0
    """In all; each study has a limit of its own, too."""
    together: int = 4
    """Studies that share the GPU, but for those that measure time."""
    only: tuple[str, ...] = ()
    """Names of studies, in place of the whole plan."""
    rehearse: bool = False
    """Tiny sizes, on whatever there is; nothing is kept."""

    def __call__(self) -> int:
        """Do it."""
        known = {job.study for job in gpu.PLAN}
        for name in self.only:
            if name not in known:
                raise UserError(
                    f"no study {name!r} in the plan; there are {', '.join(sorted(known))}"
                )
        check("--minutes", self.minutes, Above(0))
        check("--together", self.together, AtLeast(1))
        plan = [job for job in gpu.PLAN if not self.only or job.study in self.only]
        out = self.out.resolve()
        failed = gpu.run_plan(
            plan, project_folder("shared").parent, out, self.minutes,
            together=self.together, rehearse=self.rehearse,
        )  # fmt: skip
        if failed:
            print(f"error: {len(failed)} of {len(plan)} failed: see {out}", file=sys.stderr)
        elif not self.rehearse:
            print(f"take along {out / 'results.zip'}")
        return 1 if failed else 0


@dataclass(frozen=True)
class Take:
    """Merge the results that another machine has packed into this tree."""

    archive: tyro.conf.Positional[Path]
    """The results.zip of `gpu`."""

    def __call__(self) -> int:
        """Do it."""
        for path in take(self.archive, project_folder("shared").parent):
            print(path)
        return 0


def main() -> int:
    """Run the command."""
    describe_plainly(Check, Gpu, Take)
    command = tyro.cli(
        Annotated[Check, tyro.conf.subcommand("check")]
        | Annotated[Gpu, tyro.conf.subcommand("gpu")]
        | Annotated[Take, tyro.conf.subcommand("take")],  # type: ignore[arg-type]
        prog="python -m shared.studies",
        description="Check results, and measure on a machine with a GPU.",
    )
    return one_line_errors(command)()  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
