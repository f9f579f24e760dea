"""The command line of the catalogue: `python -m shared.data list | fetch | verify | where`."""

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from shared.data.cache import cache_folder, damaged_files, fetch, is_complete
from shared.data.catalogue.reading import CATALOGUE, find
from shared.data.errors import DataError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 not there or damaged, 2 misused."""
    parser = argparse.ArgumentParser(
        prog="python -m shared.data",
        description="The course's data sets and weights: fetched from several sources, "
        "verified by SHA-256, kept in one folder (DL_CACHE).",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show every data set, its size, its terms, whether it is here")
    for command, count, text in (
        ("fetch", "+", "get data sets unless they are here"),
        ("verify", "*", "compare every byte with the catalogue (default: all that are here)"),
        ("where", "?", "print the folder of a data set, or of all"),
    ):
        commands.add_parser(command, help=text).add_argument(
            "names", nargs=count, metavar="NAME", default=[] if count == "*" else None
        )
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "list":
                return _list()
            case "fetch":
                return _fetch(options.names)
            case "verify":
                return _verify(options.names)
            case _:
                return _where(options.names)
    except (DataError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing half-written is left", file=sys.stderr)
        return 130


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _list() -> int:
    table = Table(box=None, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("MB", justify="right", no_wrap=True)
    table.add_column("here", no_wrap=True)
    table.add_column("what, and under whose terms")
    for data_set in CATALOGUE.values():
        here = "yes" if is_complete(cache_folder() / data_set.name, data_set) else "no"
        table.add_row(
            data_set.name,
            _megabytes(data_set.size),
            here,
            f"{data_set.title}\n[dim]{data_set.terms}[/dim]",
        )
    Console().print(table)
    return 0


def _fetch(names: list[str]) -> int:
    failed = 0
    for name in names:
        try:
            print(fetch(name))
        except DataError as error:
            print(error, file=sys.stderr)
            failed = 1
    return failed


def _verify(names: list[str]) -> int:
    here = [name for name in CATALOGUE if (cache_folder() / name).is_dir()]
    failed = 0
    for name in names or here:
        data_set = find(name)
        damaged = damaged_files(cache_folder() / name, data_set)
        if not damaged:
            print(f"{name}: {_megabytes(data_set.size)} MB, every byte right")
            continue
        failed = 1
        first = ", ".join(damaged[:3]) + (" …" if len(damaged) > 3 else "")
        print(
            f"{name}: {len(damaged)} of {len(data_set.files)} files missing or damaged: {first}; "
            f"remove {cache_folder() / name} and fetch it again",
            file=sys.stderr,
        )
    if not names and not here:
        print(f"nothing is in {cache_folder()} yet")
    return failed


def _where(name: str | None) -> int:
    if name is None:
        print(cache_folder())
        return 0
    folder = cache_folder() / find(name).name
    if not is_complete(folder, find(name)):
        print(f"{name} is not here; `python -m shared.data fetch {name}`", file=sys.stderr)
        return 1
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
