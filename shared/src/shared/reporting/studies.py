"""A report's experiments as one command: `python -m <assignment>.study [NAME …]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from shared.errors import UserError

Setting = TypeVar("Setting")


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
    try:
        given = setting()
        for name in names or studies:
            start = time.monotonic()
            print(f"{name}: {(studies[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
            studies[name](given)
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
