"""Check results files: `python -m shared.studies FILE-OR-FOLDER …` (part of `nox -s lint`)."""

import sys
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.studies.check import check_results


@one_line_errors
def main(places: Annotated[tuple[Path, ...], tyro.conf.Positional]) -> int:
    """List results whose code has changed, and refuse those from uncommitted code.

    Args:
        places: results files, or folders of them.
    """
    paths = [
        path
        for place in places
        for path in (sorted(place.glob("*.json")) if place.is_dir() else [place])
    ]
    findings = check_results(paths)
    if findings.unknown:
        print(
            f"{len(findings.unknown)} of {len(paths)} results files do not say what code measured "
            "them (they are older than the study engine); measure them again when it is their turn"
        )
    for line in findings.changed:
        print(f"measured by earlier code: {line}")
    for line in findings.refused:
        print(f"error: {line}; commit, then measure again", file=sys.stderr)
    return 1 if findings.refused else 0


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
