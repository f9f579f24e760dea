"""The zygote's own process: imports libraries once, then becomes a student process for each request.

It never sees an answer, a check, a seed or the judge's environment: what a hand-in can find in the
memory that it inherits is installed libraries. `serve` returns in each student process, which then
runs the same `main` as one that was started as a program.

Between zygote and student stands a keeper. It sets up the namespaces, tells the judge the student's
id, and ends the student when the judge's end of the control socket is closed, however that comes.
So no student outlives its judge, and the zygote may end without harm to those that run.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

from shared.grading.walls import namespaces

REQUEST_SIZE = 2**17
STREAMS = 3  # standard input, output and error


def serve(config: dict[str, Any]) -> dict[str, Any]:
    """Import the libraries, then fork for each request; return a student's configuration in it."""
    namespaces.LIBC.prctl(namespaces.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    requests = socket.socket(fileno=config["requests"])
    gc.disable()  # nothing is garbage yet
    for library in config["libraries"]:
        with contextlib.suppress(Exception):  # a hand-in that imports it will say so
            importlib.import_module(library)
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads > 1:
        sys.exit(f"a library started {threads - 1} threads, which a fork would lose")
    gc.freeze()  # pages that no collection writes to stay shared
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, REQUEST_SIZE, STREAMS + 1)
        if not request:
            sys.exit()  # no judge is left
        with contextlib.suppress(OSError):  # no process to be had: the judge sees its end closed
            if os.fork() == 0:
                requests.close()
                return _keep(json.loads(request), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _reap(*_: Any) -> None:
    """Take the status of keepers that ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(request: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    """Fork the student and return in it; in the keeper, wait for its end or the judge's word."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    control = socket.socket(fileno=descriptors[STREAMS])
    for number, descriptor in enumerate(descriptors[:STREAMS]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    try:
        student = namespaces.enclose(request["layout"]) if request["layout"] else os.fork()
        if student == 0:
            return _become_student(request)
    except BaseException:  # in the keeper or in the student
        traceback.print_exc()
        os._exit(1)
    _watch(control, student)


def _watch(control: socket.socket, student: int) -> NoReturn:
    """Tell the judge of the student; kill it when the judge's end of `control` is closed."""
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for number in range(STREAMS):  # the student's ends are its own
            os.dup2(null, number)
        control.send(json.dumps({"student": student}).encode())
        ended = os.pidfd_open(student)
        if ended in select.select([control.fileno(), ended], [], [])[0]:
            # It is not reaped yet, so that its id and what it used stay its own.
            result = os.waitid(os.P_PID, student, os.WEXITED | os.WNOWAIT)
            killed = result is not None and result.si_code != os.CLD_EXITED
            status = result.si_status if result else 0
            control.send(json.dumps({"status": -status if killed else status}).encode())
            select.select([control], [], [])
    finally:
        os.kill(student, signal.SIGKILL)
        os.waitpid(student, 0)
        os._exit(0)


def _become_student(request: dict[str, Any]) -> dict[str, Any]:
    """Replace all that the zygote had as its own by what the student is to have."""
    os.setsid()
    os.closerange(STREAMS, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(request["environment"])
    config: dict[str, Any] = request["student"]
    sys.argv[:] = ["-c"]
    sys.path[:] = config["path"]
    tempfile.tempdir = None
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # as in a process of its own; `random` does so by itself
    gc.enable()
    return config
