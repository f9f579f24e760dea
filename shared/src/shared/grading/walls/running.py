"""A student process as the judge holds it: three pipes, an id, and a way to end it."""

from __future__ import annotations

import abc
import contextlib
import os
import signal
import subprocess
from typing import IO

from shared.grading.walls.sandbox import Launch

END_SECONDS = 30.0


class Running(abc.ABC):
    """A process, or several, behind the walls.

    Attributes:
        pid: the process whose usage, with that of all that descend from it, is the student's.
        to: the descriptor of its standard input; `back` of its output, `printing` of its errors. None
            of them blocks.
    """

    pid: int
    to: int
    back: int
    printing: int

    @abc.abstractmethod
    def status(self, seconds: float) -> int | None:
        """Wait that long for its end; return its exit status (negative: a signal), None if unknown."""

    @abc.abstractmethod
    def end(self) -> None:
        """End it, with all that it started, and close the pipes."""


class Program(Running):
    """A student process that was started as a program."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.process = subprocess.Popen(
            launch.command,
            env=launch.environment,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            umask=0o022,
        )
        self.pid = self.process.pid
        streams = (self.process.stdin, self.process.stdout, self.process.stderr)
        self.streams: list[IO[bytes]] = [stream for stream in streams if stream]
        self.to, self.back, self.printing = (stream.fileno() for stream in self.streams)
        for descriptor in (self.to, self.back, self.printing):
            os.set_blocking(descriptor, False)

    def status(self, seconds: float) -> int | None:
        """Wait that long for its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode

    def end(self) -> None:
        """End its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self.launch.remove:
            subprocess.run(self.launch.remove, capture_output=True, timeout=END_SECONDS)
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.close()
