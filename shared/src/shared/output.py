"""Standard output that ends no command: any encoding, a closed pipe, a full disk behind it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO


class LastingStream:
    r"""A text stream whose reader may go away.

    What its encoding lacks is written as an escape such as \u2192. When nobody reads any more, as
    after `… | head`, or its disk is full, what follows is dropped and the command goes on: hours of
    training do not end with their terminal.

    Attributes:
        error: why output is dropped; None as long as it is written.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None
        with contextlib.suppress(AttributeError):  # a stand-in of a test has no encoding
            stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text, or drop it; return its length."""
        if self.error is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._drop(error)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of `lines`."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Pass on what is buffered, or drop it."""
        if self.error is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._drop(error)

    def _drop(self, error: OSError) -> None:
        self.error = error
        with contextlib.suppress(OSError, ValueError):  # what is buffered is tried again at the end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


def make_output_last() -> None:
    """Put a LastingStream in the place of standard output and standard error.

    One that was closed before the command began (`2>&-`) is None to Python, which would print what is
    for standard error on standard output: it leads to nowhere.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
        if not isinstance(stream, LastingStream):
            setattr(sys, name, LastingStream(stream))


def lost_output() -> str | None:
    """Return why standard output was not written to its end; None where it was, or nobody read it."""
    if isinstance(sys.stdout, LastingStream):
        sys.stdout.flush()
        error = sys.stdout.error
        if error is not None and not isinstance(error, BrokenPipeError):
            return error.strerror or str(error)
    return None
