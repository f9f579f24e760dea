"""What a command does with an error that the person at the keyboard can mend."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

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
