"""A warm parent of student processes: it imports the libraries once, and each hand-in is a fork of it.

    with Zygote([*libraries, *late_imports(sources)]) as warm:
        StudentProcess(level, place, limits, warm)

The walls are put up in the fork, before anything of the hand-in is imported (zygote_process.py). Linux
only; elsewhere, at levels that start another program, and when the zygote is not there, the student
process is started as a program.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shared.grading.walls.limits import Level, Limits, Place
from shared.grading.walls.running import END_SECONDS, Running
from shared.grading.walls.sandbox import environment_of, python, unwalled, walled
from shared.grading.walls.visible import library_paths

START = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path']; "
    "from shared.grading.walls.zygote_process import serve; "
    "from shared.grading.remote.student_process import main; main(serve(config))"
)
NOWHERE = Path("/nonexistent")  # it has nothing to write
START_SECONDS = 300.0
"""By the clock, for the zygote to import its libraries on a machine that is busy with other work."""


LATE = {
    "torch": "torch.fx.experimental.symbolic_shapes",  # many operators ask it about sizes
    "torch.optim": "torch._dynamo",  # the first optimizer asks it not to be compiled
}
"""What the first calls of a library import, by what a source names. They take seconds."""


def late_imports(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the modules that code with these texts will import in its first calls."""
    together = "\n".join(sources)
    return tuple(module for name, module in LATE.items() if re.search(rf"\b{name}\b", together))


class NoZygoteError(Exception):
    """A student process could not be forked; it can be started as a program."""


class Zygote:
    """The process that imports `libraries` and forks; it ends with this one, or at `close`.

    It may be handed to another process of ours as an argument of multiprocessing's `Process`, which can
    then fork from it too.
    """

    def __init__(self, libraries: Sequence[str]) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.requests: socket.socket | None = None
        if sys.platform != "linux":
            return
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        config = {
            "path": library_paths(),
            "libraries": list(libraries),
            "requests": theirs.fileno(),
        }
        with theirs:
            self.process = subprocess.Popen(
                python(START, config),
                env=environment_of(NOWHERE),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                umask=0o022,
            )

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"process": None, "requests": self.requests}

    def fork(self, level: Level, place: Place, limits: Limits) -> Forked:
        """Fork a student process behind the walls of `level`.

        Raises:
            NoZygoteError: it cannot be done here, or at this level.
        """
        layout: dict[str, Any] = {}
        if level == "namespaces":
            layout, student = walled(place, limits)
        elif level == "subprocess":
            student = unwalled(place, limits)
        else:
            raise NoZygoteError(f"{level} starts another program")
        if self.requests is None:
            raise NoZygoteError("there is no zygote")
        environment = environment_of(place.scratch)
        request = {"layout": layout, "student": student, "environment": environment}
        return Forked(self.requests, json.dumps(request).encode())

    def close(self) -> None:
        """End it; student processes that run do not need it."""
        if self.requests is not None:
            self.requests.close()
            self.requests = None
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Forked(Running):
    """A student process that a zygote forked, and its keeper's control socket."""

    def __init__(self, requests: socket.socket, request: bytes) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.code: int | None = None
        input_end, self.to = os.pipe()
        self.back, output_end = os.pipe()
        self.printing, error_end = os.pipe()
        handed = (input_end, output_end, error_end, theirs.detach())
        problem = ""
        try:
            socket.send_fds(requests, [request], handed)
        except OSError as error:
            problem = str(error)
        for descriptor in handed:
            os.close(descriptor)
        for descriptor in (self.to, self.back, self.printing):
            os.set_blocking(descriptor, False)
        answer = {} if problem else self._told(START_SECONDS)
        if "student" not in answer:
            with contextlib.suppress(OSError):
                problem += os.read(self.printing, 2**16).decode("utf-8", "replace").strip()[-300:]
            self.end()
            raise NoZygoteError(f"the zygote forked no process: {problem}")
        self.pid = int(answer["student"])

    def _told(self, seconds: float) -> dict[str, Any]:
        """Return the keeper's next word; nothing when it has ended, or says nothing for that long."""
        self.control.settimeout(seconds)
        with contextlib.suppress(TimeoutError, OSError):
            if message := self.control.recv(2**10):
                return dict(json.loads(message))
        return {}

    def status(self, seconds: float) -> int | None:
        """Wait that long for its end."""
        if self.code is None:
            self.code = self._told(seconds).get("status")
        return self.code

    def end(self) -> None:
        """Have the keeper end it, and wait until both are gone."""
        if self.control.fileno() < 0:
            return
        self.control.shutdown(socket.SHUT_WR)
        while self._told(END_SECONDS):
            pass
        self.control.close()
        for descriptor in (self.to, self.back, self.printing):
            os.close(descriptor)
