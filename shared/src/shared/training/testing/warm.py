"""Python commands that start at once: forked from a process that has imported everything already.

`import torch` takes longer than most trainings of the tests. A command still has a process of its own,
with its arguments, environment, folder and output, and can be killed. Several processes find
each other as under torchrun, through a store in none of them.

`python -m shared.training.testing.warm` is the process that forks: a line of JSON for each command
from its input, a line with the statuses in answer. What the commands import it imports, too.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch._C._distributed_c10d import TCPStore

__all__ = ["HAS_FORK", "Ended", "run_python"]

HAS_FORK = hasattr(os, "fork")
# What a run imports late, or not at all where it is killed.
IMPORTED = (
    "accelerate", "shared.plotting", "shared.training", "torch._dynamo", "torch.utils.tensorboard",
)  # fmt: skip
NOTICE = 5.0  # seconds for the others to notice that a process of theirs has failed
STORE = -1  # in place of the rank of a process


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes:
        statuses: of its processes, negative for a signal; of torchrun alone where that was used.
        stdout: what all of them said.
        stderr: the same.
    """

    statuses: list[int]
    stdout: str
    stderr: str

    @property
    def returncode(self) -> int:
        """The first status that is not 0, else 0."""
        return next(filter(None, self.statuses), 0)


def run_python(
    *command: str,
    folder: Path,
    processes: int = 0,
    timeout: float = 300,
    warm: bool = HAS_FORK,
) -> Ended:
    """Run `python COMMAND…`, or several of it that share a training.

    Args:
        command: a script or `-m MODULE`, and its arguments.
        folder: where it runs.
        processes: how many, with one output; 0 for one that knows of no others.
        timeout: in seconds.
        warm: forked from a process that has imported everything; else as a person would start it,
            several by torchrun.

    Raises:
        subprocess.TimeoutExpired: it took longer.
    """
    if not warm:
        torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node"]
        together = [*torchrun, str(processes)] if processes else []
        done = subprocess.run(
            [sys.executable, *together, *command],
            cwd=folder, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
        return Ended([done.returncode], done.stdout, done.stderr)
    with tempfile.TemporaryDirectory() as place:
        wanted = {
            "command": command, "folder": str(folder), "environment": dict(os.environ),
            "processes": processes, "timeout": timeout, "place": place,
        }  # fmt: skip
        server = start_server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(wanted) + "\n")
        server.stdin.flush()
        statuses = json.loads(server.stdout.readline())
        out, err = (Path(place, name).read_text("utf-8", "replace") for name in ("out", "err"))
    if statuses is None:
        raise subprocess.TimeoutExpired(command, timeout, out, err)
    return Ended(statuses, out, err)


@functools.cache
def start_server() -> subprocess.Popen[str]:
    """Start the process that forks; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.communicate)
    return server


# -- in the process that forks ---------------------------------------------------------------


def serve() -> dict[str, Any]:
    """Fork for each line of input; return what is wanted in each of the forked processes.

    Ends where there is no more input.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing else may be among the answers
    for module in IMPORTED:
        importlib.import_module(module)
    for line in sys.stdin:
        wanted: dict[str, Any] = json.loads(line)
        gc.freeze()  # else the forked processes' collections copy the memory of all
        children = fork(wanted)
        if children is None:
            answers.close()
            return wanted
        statuses = wait(children, wanted["timeout"])
        import_what_was_imported(Path(wanted["place"]))
        answers.write(json.dumps(statuses) + "\n")
        answers.flush()
    os._exit(0)


def fork(wanted: dict[str, Any]) -> dict[int, int] | None:
    """Fork the processes of a command; return rank by id, or None in each of them."""
    size, children = wanted["processes"], {}
    together: dict[str, str] = {}
    if size:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            together = {
                "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(listener.getsockname()[1]),
                "WORLD_SIZE": str(size), "LOCAL_WORLD_SIZE": str(size), "OMP_NUM_THREADS": "1",
                "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "0",
            }  # fmt: skip
            children[keep_store(listener)] = STORE
    for rank in range(size or 1):
        child = os.fork()
        if child == 0:
            ranks = {"RANK": str(rank), "LOCAL_RANK": str(rank)} if together else {}
            become(wanted, {**together, **ranks})
            return None
        children[child] = rank
    return children


def keep_store(listener: socket.socket) -> int:
    """Fork a process that keeps the store through which others find each other; return its id."""
    child = os.fork()
    if child == 0:
        port = listener.getsockname()[1]
        store = TCPStore(
            "127.0.0.1", port, is_master=True, wait_for_workers=False,
            master_listen_fd=listener.detach(),
        )  # fmt: skip
        signal.alarm(3600)  # its end, should nobody end it
        while store:
            signal.pause()
    return child


def become(wanted: dict[str, Any], together: dict[str, str]) -> None:
    """Make this process one that was started with a command of its own."""
    if together:
        torch.set_num_threads(1)  # as torchrun says; torch has read the environment already
    os.environ.clear()
    os.environ.update(wanted["environment"] | together)
    os.chdir(wanted["folder"])
    files = [os.open(os.devnull, os.O_RDONLY)]
    for name in ("out", "err"):
        files.append(os.open(Path(wanted["place"], name), os.O_WRONLY | os.O_CREAT | os.O_APPEND))
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)


def wait(children: dict[int, int], timeout: float) -> list[int] | None:
    """Wait for processes; return their statuses by rank, None where they took longer."""
    statuses: dict[int, int] = {}
    end = time.monotonic() + timeout
    late = False
    while set(children.values()) - {STORE}:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            rank = children.pop(child)
            if rank != STORE:
                statuses[rank] = os.waitstatus_to_exitcode(status)
            if status:  # torchrun ends the others; here they have time to see it themselves
                end = min(end, time.monotonic() + NOTICE)
        elif time.monotonic() > end:
            late = not any(statuses.values())
            for child in children:
                os.kill(child, signal.SIGKILL)
            end = float("inf")
        else:
            time.sleep(0.005)
    for child in children:  # the store
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return None if late else [statuses[rank] for rank in sorted(statuses)]


def execute(command: list[str]) -> int:
    """Do what `python COMMAND…` does; return the status."""
    sys.argv = command[1:] if command[0] == "-m" else command
    sys.path[0] = str(Path.cwd()) if command[0] == "-m" else str(Path(command[0]).parent)
    try:
        if command[0] == "-m":
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(command[0], run_name="__main__")
    except SystemExit as ended:
        if isinstance(ended.code, int | None):
            return ended.code or 0
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def note_imports(file: Path, before: set[str]) -> None:
    """Write down the names of the modules that this process has imported."""
    file.write_text("\n".join(sys.modules.keys() - before), encoding="utf-8")


def import_what_was_imported(place: Path) -> None:
    """Import what the forked processes have imported, for those to come.

    Not what lies beside a script alone, nor this package, whose modules are commands.
    """
    for file in place.glob("imports-*"):
        for name in file.read_text(encoding="utf-8").split():
            if name not in sys.modules and not name.startswith((__package__, "torch._inductor")):
                with contextlib.suppress(Exception):
                    importlib.import_module(name)


if __name__ == "__main__":
    wanted, before = serve(), set(sys.modules)
    status = execute(wanted["command"])
    note_imports(Path(wanted["place"], f"imports-{os.getpid()}"), before)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = 120  # Python's own, where nobody takes the last words
    os._exit(status)  # Python's own end would go through the memory of all that was imported
