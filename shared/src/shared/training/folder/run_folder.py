"""Check what a finished run has left: `python -m shared.training.folder.run_folder DIR …`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console
from rich.table import Table
from safetensors import SafetensorError, safe_open

from shared.commands import one_line_errors
from shared.options import describe_plainly
from shared.training.errors import RunFolderError
from shared.training.folder.logbook import read_metrics
from shared.training.folder.saved import read_summary

FILES = (
    "config.json",
    "metrics.jsonl",
    "summary.json",
    "model.safetensors",
    "curves.svg",
    "checkpoint/state.pt",
    "tensorboard",
)


def check_run_folder(folder: Path) -> None:
    """Make sure that a finished run left every file, and that the files can be read.

    Raises:
        RunFolderError: names the first thing that is missing or unreadable.
    """
    for name in FILES:
        if not (folder / name).exists():
            raise RunFolderError(f"{folder} has no {name}: the run did not finish")
    try:
        metrics = read_summary(folder)["metrics"]
        records = read_metrics(folder)
        with safe_open(folder / "model.safetensors", framework="pt") as weights:
            names = list(weights.keys())
    except (ValueError, KeyError, SafetensorError) as error:
        raise RunFolderError(f"{folder} holds a damaged file: {error!r}") from error
    for what, found in (("metrics", metrics), ("records", records), ("weights", names)):
        if not found:
            raise RunFolderError(f"{folder} has no {what}")


def print_table(folders: Sequence[Path]) -> None:
    """Print the final metrics of finished runs."""
    table = Table(title="What was reached", box=None, header_style="bold")
    for column in ("run", "metric", "reached", "time"):
        table.add_column(column, justify="right" if column in ("reached", "time") else "left")
    for folder in folders:
        summary = read_summary(folder)
        for name, value in summary["metrics"].items():
            reached = f"{value:.4f}" if isinstance(value, float) else str(value)
            table.add_row(str(folder), name, reached, f"{summary['seconds']:.0f} s")
    Console().print(table)


@one_line_errors
def main(folders: Annotated[tuple[Path, ...], tyro.conf.Positional], table: bool = False) -> None:
    """Check that finished runs left everything.

    Args:
        folders: of the runs.
        table: print what they reached, too.
    """
    if not folders:
        raise RunFolderError("name at least one run's folder")
    for folder in folders:
        check_run_folder(folder)
        print(f"{folder}: complete")
    if table:
        print_table(folders)


if __name__ == "__main__":
    describe_plainly(main)
    sys.exit(tyro.cli(main))
