"""A report's experiments as one command: `python -m <assignment>.study [NAME …]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, NoReturn, TypeVar

import tyro

from shared.commands import one_line_errors

Setting = TypeVar("Setting")


@one_line_errors
def run_studies(
    studies: Mapping[str, Callable[[Setting], None]],
    names: Sequence[str],
    setting: Callable[[], Setting],
) -> int:
    """Run experiments one after the other, with what each measures and how long it took.

    Args:
        studies: the experiments by name; the first line of a docstring says what it measures.
        names: which ones; all of them where none is named.
        setting: makes what each experiment is given, once: the seeds, say, or the data.

    Returns:
        an exit status: 0, 1 after an error of the user's, 2 for a name that is not there.
    """
    unknown = sorted(set(names) - set(studies))
    if unknown:
        print(f"error: no study {unknown[0]!r}; there are {', '.join(studies)}", file=sys.stderr)
        return 2
    given = setting()
    for name in names or studies:
        start = time.monotonic()
        print(f"{name}: {(studies[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
        studies[name](given)
        print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    return 0


def study_command(
    studies: Mapping[str, Callable[[Sequence[int]], None]], seeds: Sequence[int] = (0, 1, 2)
) -> NoReturn:
    """Run the command line of experiments that are repeated over seeds; see `run_studies`.

    Args:
        studies: each is given the seeds.
        seeds: where the command line names none.

    Raises:
        SystemExit: always, with the exit status.
    """
    chosen = tuple(seeds)

    def main(
        names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
        seeds: tuple[int, ...] = chosen,
    ) -> int:
        """Run experiments and write their results files.

        Args:
            names: which ones; all of them where none is named.
            seeds: of what is drawn at random, networks above all.
        """
        return run_studies(studies, names, lambda: seeds)

    sys.exit(tyro.cli(main))
