"""Check what a finished run has left behind: `python -m shared.training.run_folder DIR …`."""

from __future__ import annotations

import sys
from pathlib import Path

from safetensors import SafetensorError, safe_open

from shared.training.errors import RunFolderError
from shared.training.logbook import read_metrics
from shared.training.saved import read_summary

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


def main() -> int:
    """Check the folders named on the command line."""
    if not sys.argv[1:]:
        print("error: name the run folders to check", file=sys.stderr)
        return 2
    for folder in map(Path, sys.argv[1:]):
        try:
            check_run_folder(folder)
        except RunFolderError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        print(f"{folder}: complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
