"""The command of an assignment's studies: `python -m <assignment>.studies [NAME …]`."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import tyro
from tqdm import tqdm

from shared.commands import INTERRUPTED, one_line_errors
from shared.errors import UserError
from shared.executors import open_executor
from shared.options import describe_plainly
from shared.reporting.provenance import clean_commit
from shared.reporting.results import Labels
from shared.studies.declaring import Definition, Study
from shared.studies.engine import Engine, StudyStopped, is_stored, stored
from shared.training.folder.progress import duration
from shared.training.settings.ranges import AtLeast, Below, check

DRAFTS = Path("runs") / "studies" / "drafts"


def project_folder(package: str) -> Path:
    """Return the folder of the assignment that `package` is imported from."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[2]


def list_studies(studies: Sequence[Definition], results: Path, command: str) -> None:
    """Print each study with what it measures, what is stored, and what it costs."""
    from rich.console import Console  # not for --help
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for column in ("study", "stored", "core-minutes", "what it measures"):
        right = column in ("stored", "core-minutes")
        table.add_column(column, justify="right" if right else "left", no_wrap=column == "study")

    class Declared(Exception):
        """A study's next variants depend on results: what it has said so far is listed."""

    def stop(study: Study, labels: Labels) -> list[Mapping[str, Any]]:
        raise Declared

    for definition in studies:
        study = Study(definition.seeds, stop, definition.threads)
        try:
            definition.function(study)
            more = ""
        except Declared:
            more = "+"
        known = stored(results / f"{definition.name}.json", definition, command)
        there = sum(is_stored(one, known) for one in study.wanted)
        seconds = sum(m.cpu_seconds for v in known.variants for m in v.measurements)
        cost = f"{seconds / 60:.1f}" if seconds else "?"
        table.add_row(definition.name, f"{there}/{len(study.wanted)}{more}", cost, definition.about)
    Console().print(table)


def study_command(package: str, studies: Callable[[], Sequence[Definition]]) -> NoReturn:
    """Run the command line of an assignment's studies.

    Args:
        package: the assignment's.
        studies: returns them, in the order of the report; called when the options are understood.

    Raises:
        SystemExit: always, with the exit status.
    """
    command = f"python -m {package}.studies"
    folder = project_folder(package)

    @one_line_errors
    def main(
        names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
        seeds: tuple[int, ...] = (),
        jobs: int = 1,
        scheduler: str | None = None,
        minutes: float | None = None,
        device: Literal["auto", "cpu"] = "auto",
        draft: bool = False,
        rehearse: bool = False,
    ) -> int:
        """Run studies and write their results files; without a name, list them.

        Measurements that are stored with the same settings, seed and code are not made again. A
        study that was stopped goes on with the same command.

        Args:
            names: which ones, or `all`.
            seeds: in place of each study's own.
            jobs: measurements at a time, each in a process of its own.
            scheduler: of a Dask cluster, tcp://HOST:8786, whose workers measure.
            minutes: stop in time; the first seed of everything comes first.
            device: auto takes a GPU where there is one.
            draft: allow uncommitted code; results go to runs/studies/drafts.
            rehearse: go through studies for a GPU with tiny sizes; nothing is kept.
        """
        results = DRAFTS if draft else folder / "results"
        if not names:
            list_studies(studies(), results, command)
            return 0
        by_name = {definition.name: definition for definition in studies()}
        chosen = tuple(by_name) if names == ("all",) else names
        for name in chosen:
            if name not in by_name:
                raise UserError(f"no study {name!r}; there are {', '.join(by_name)}")
        check("--jobs", jobs, AtLeast(1))
        check("--seeds", seeds, AtLeast(0), Below(2**32))
        check("--minutes", minutes, AtLeast(0))
        shared_folder = project_folder("shared")
        commit = "draft" if draft or rehearse else clean_commit([folder, shared_folder])
        deadline = None if minutes is None else time.monotonic() + 60 * minutes
        started = time.monotonic()
        with (
            open_executor(jobs, scheduler) as (executor, workers),
            tempfile.TemporaryDirectory() as thrown_away,
        ):
            if rehearse:
                results = Path(thrown_away)
            # The measurements' own output goes to log files; this stays on the terminal.
            bar = tqdm(
                total=0, unit="measurement", dynamic_ncols=True, file=sys.stderr,
                disable=None, smoothing=0,
                bar_format="{desc} {bar} {n_fmt}/{total_fmt} measurements, {elapsed} gone",
            )  # fmt: skip
            engine = Engine(
                executor, workers, results, commit, command, device, deadline, bar, rehearse
            )
            stopped = False
            with bar:
                try:
                    for name in chosen:
                        print(f"{name}: {by_name[name].about}", flush=True)
                        engine.run(by_name[name], seeds)
                except (StudyStopped, KeyboardInterrupt):
                    stopped = True
        where = "thrown away: a rehearsal" if rehearse else f"in {results}"
        if not stopped:
            print(f"{', '.join(chosen)}: {duration(time.monotonic() - started)}, {where}")
        elif not rehearse:
            print(f"stopped; what is done is {where}; the same command goes on")
        for line in engine.failed:
            print(f"error: {line}", file=sys.stderr)
        if stopped and deadline is None:
            return INTERRUPTED
        return 1 if engine.failed else 0

    describe_plainly(main)
    sys.exit(tyro.cli(main, prog=command))
