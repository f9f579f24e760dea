"""The frame of every command: options from a function's signature, errors in one line."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

from shared.errors import UserError

Arguments = ParamSpec("Arguments")


def one_line_errors(command: Callable[Arguments, int | None]) -> Callable[Arguments, int]:
    """Decorate a command: a UserError becomes one line on stderr, and status 1.

    Args:
        command: returns an exit status, or None for 0.

    Returns:
        the same command; it always returns an exit status, for `sys.exit`.
    """

    @functools.wraps(command)
    def safe(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        try:
            return command(*args, **kwargs) or 0
        except UserError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1

    return safe


def run(command: Callable[..., Any]) -> NoReturn:
    """Run a function as a script: its parameters are the options, its docstring is the help.

    Args:
        command: returns an exit status, or nothing for 0. A UserError ends it with one line.

    Raises:
        SystemExit: always, with the exit status.
    """
    import tyro  # not needed by those who import an assignment

    sys.exit(tyro.cli(one_line_errors(command), prog=Path(sys.argv[0]).name))
