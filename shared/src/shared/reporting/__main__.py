"""Rewrite the tables of Markdown files: `python -m shared.reporting README.md …`."""

import sys
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import run
from shared.errors import UserError
from shared.reporting.tables import render, rewrite


def main(
    files: Annotated[tuple[Path, ...], tyro.conf.Positional],
    check: bool = False,
    only: Path | None = None,
) -> int:
    """Bring the tables and figures in Markdown files up to date with their results files.

    Args:
        files: the Markdown files.
        check: write nothing; fail where a file is out of date.
        only: fill only the markers that name results in this folder; leave the others.
    """
    failed = False
    for file in files:
        try:
            if check:
                outdated = render(file, only) != file.read_text(encoding="utf-8")
                failed |= outdated
                print(f"{file}: {'out of date: run nox -s report' if outdated else 'up to date'}")
            else:
                print(f"{file}: {'rewritten' if rewrite(file, only) else 'up to date'}")
        except (UserError, OSError) as error:
            print(f"error: {error}", file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    run(main)
