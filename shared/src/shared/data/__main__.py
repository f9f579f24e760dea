"""The course's data sets and weights: fetched from several sources, verified, kept in one folder.

The folder is DL_CACHE, or the user's own cache. Status: 0 done, 1 not there or damaged, 2 misused.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import tyro
from rich.console import Console
from rich.table import Table

from shared.commands import one_line_errors
from shared.data.cache import cache_folder, check_source, damaged_files, fetch, is_complete
from shared.data.catalogue.entries import Local
from shared.data.catalogue.reading import catalogue, find
from shared.data.errors import DataError
from shared.options import describe_plainly

Names = Annotated[
    tuple[str, ...],
    tyro.conf.Positional,
    tyro.conf.arg(metavar="[NAME …]", help_behavior_hint=""),
]
Name = Annotated[
    str | None, tyro.conf.Positional, tyro.conf.arg(metavar="[NAME]", help_behavior_hint="")
]


@dataclass(frozen=True)
class List:
    """Show every data set, its size, its terms, and whether it is here."""

    def run(self) -> int:
        """Print the table."""
        table = Table(box=None, pad_edge=False)
        table.add_column("name", no_wrap=True)
        table.add_column("MB", justify="right", no_wrap=True)
        table.add_column("here", no_wrap=True)
        table.add_column("what, and under whose terms")
        for data_set in catalogue().values():
            here = is_complete(cache_folder() / data_set.name, data_set)
            table.add_row(
                data_set.name,
                _megabytes(data_set.size),
                "yes" if here else "no",
                f"{data_set.title}\n[dim]{data_set.terms}[/dim]",
            )
        Console().print(table)
        print("\nAt 10 megabits a second, 100 MB take 80 seconds.")
        return 0


@dataclass(frozen=True)
class Fetch:
    """Get data sets unless they are here, and print their folders."""

    names: Annotated[Names, tyro.conf.arg(metavar="NAME …")]
    """The data sets' names, as `list` shows them."""

    def run(self) -> int:
        """Get one after the other; a failure does not keep the others from being fetched."""
        if not self.names:
            raise DataError("name at least one data set; `python -m shared.data list` shows them")
        failed = 0
        for name in self.names:
            try:
                print(fetch(name))
            except DataError as error:
                print(f"error: {error}", file=sys.stderr)
                failed = 1
        return failed


@dataclass(frozen=True)
class Verify:
    """Compare every byte with the catalogue."""

    names: Names = ()
    """The data sets' names; all that are here unless some are named."""

    def run(self) -> int:
        """Check one after the other, whatever is wrong with some."""
        names = self.names or [name for name in catalogue() if (cache_folder() / name).is_dir()]
        if not names:
            print(f"nothing is in {cache_folder()} yet")
        damaged = [name for name in names if not _is_right(name)]
        return int(bool(damaged))


@dataclass(frozen=True)
class Sources:
    """Ask every source on the network for its bytes, compare them, and keep none."""

    names: Names = ()
    """The data sets' names; all unless some are named."""

    def run(self) -> int:
        """Print a line for each source; a data set without a source that is right is a failure."""
        lost = []
        for name in self.names or catalogue():
            data_set = find(name)
            remote = [source for source in data_set.sources if not isinstance(source, Local)]
            problems = {source: check_source(source, data_set) for source in remote}
            for source, problem in problems.items():
                print(f"{name}: {source}: {problem or 'every byte right'}", flush=True)
            if all(problems.values()):
                lost.append(name)
        if lost:
            print(f"error: no source is right for {', '.join(lost)}", file=sys.stderr)
        return int(bool(lost))


@dataclass(frozen=True)
class Where:
    """Print the folder of a data set, or the one that holds them all."""

    name: Name = None
    """The data set's name."""

    def run(self) -> int:
        """Print the folder; a data set that is not here has none."""
        if self.name is None:
            print(cache_folder())
            return 0
        folder = cache_folder() / find(self.name).name
        if not is_complete(folder, find(self.name)):
            raise DataError(f"{self.name} is not here; `python -m shared.data fetch {self.name}`")
        print(folder)
        return 0


def _is_right(name: str) -> bool:
    """Return whether every byte of a data set is right; say so, or what is wrong and what to do."""
    data_set, folder = find(name), cache_folder() / name
    damaged = damaged_files(folder, data_set)
    if not damaged:
        print(f"{name}: {_megabytes(data_set.size)} MB, every byte right")
        return True
    first = ", ".join(damaged[:3]) + (" …" if len(damaged) > 3 else "")
    print(
        f"{name}: {len(damaged)} of {len(data_set.files)} files missing or damaged: {first}; "
        f"remove {folder} and fetch it again",
        file=sys.stderr,
    )
    return False


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


@one_line_errors
def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors that a person can mend are one line."""
    describe_plainly(List, Fetch, Verify, Sources, Where)
    command = tyro.cli(
        Annotated[List, tyro.conf.subcommand("list")]
        | Annotated[Fetch, tyro.conf.subcommand("fetch")]
        | Annotated[Verify, tyro.conf.subcommand("verify")]
        | Annotated[Sources, tyro.conf.subcommand("sources")]
        | Annotated[Where, tyro.conf.subcommand("where")],  # type: ignore[arg-type]
        args=arguments,
        prog="python -m shared.data",
        description=__doc__,
    )
    try:
        return command.run()
    except OSError as error:
        raise DataError(str(error)) from error
    except KeyboardInterrupt:
        print("stopped; nothing half-written is left", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
