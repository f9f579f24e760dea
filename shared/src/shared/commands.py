"""The frame of every command: options from a function's signature, errors in one line."""

from __future__ import annotations

import errno
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

from shared.errors import UserError
from shared.options import describe_plainly
from shared.output import lost_output, make_output_last
from shared.plain_text import printable_lines

Arguments = ParamSpec("Arguments")

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the signal's number."""

_OF_THE_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE}
    | {errno.ENFILE, errno.ENOMEM, errno.EFBIG, errno.ENAMETOOLONG, errno.ELOOP, errno.EADDRINUSE}
    | {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}  # something else is in an output's place
)


def one_line_errors(command: Callable[Arguments, int | None]) -> Callable[Arguments, int]:
    """Decorate a command: what its user or the machine causes becomes one line on stderr.

    A UserError, a full or read-only disk, a missing permission, too little memory end with status 1,
    Ctrl-C with 130.
    Output that nobody reads ends nothing (see output.py).

    Args:
        command: returns an exit status, or None for 0.

    Returns:
        the same command; it always returns an exit status, for `sys.exit`.
    """

    @functools.wraps(command)
    def safe(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        make_output_last()
        try:
            status = command(*args, **kwargs) or 0
        except UserError as error:
            return _fail(str(error))
        except KeyboardInterrupt:
            print("\nstopped", file=sys.stderr)
            return INTERRUPTED
        except OSError as error:
            if error.errno not in _OF_THE_MACHINE:
                raise
            return _fail(": ".join(filter(None, (error.filename, error.strerror))))
        except (MemoryError, RuntimeError) as error:
            if not _is_memory(error):
                raise
            return _fail("there is not enough memory: take a smaller batch, model or input")
        if reason := lost_output():
            return status or _fail(f"not all output could be written ({reason})")
        return status

    return safe


def _is_memory(error: Exception) -> bool:
    """Return whether memory ran out; torch says so by its own kinds of RuntimeError."""
    name, text = type(error).__name__, str(error)
    return isinstance(error, MemoryError) or name == "OutOfMemoryError" or "allocate memory" in text


def _fail(message: str) -> int:
    print(f"error: {printable_lines(message)}", file=sys.stderr)
    return 1


def run(command: Callable[..., Any]) -> NoReturn:
    """Run a function as a script: its parameters are the options, its docstring is the help.

    Args:
        command: returns an exit status, or nothing for 0. A UserError ends it with one line.

    Raises:
        SystemExit: always, with the exit status.
    """
    make_output_last()
    import tyro  # not needed by those who import an assignment

    describe_plainly(command)

    @one_line_errors
    def parsed() -> int | None:  # settings out of range are refused while they are made
        status: int | None = tyro.cli(command, prog=Path(sys.argv[0]).name)
        return status

    sys.exit(parsed())
