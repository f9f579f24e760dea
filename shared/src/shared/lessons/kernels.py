"""Kernels that start at once: forked from a process that has imported the libraries already.

Most of a lesson's time is `import torch`. A kernel still has a process of its own, with its folder,
environment and memory: what it inherits is installed libraries, none of the course's own modules.
Linux only; elsewhere a kernel is a new Python, as under Jupyter.

    python kernels.py serve DESCRIPTOR  imports, then forks a kernel for each request
    python kernels.py start ADDRESS …   asks for one, and ends when it ends

The second is what Jupyter starts, and may kill, in place of a kernel.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

__all__ = ["CAN_FORK", "kernel_command"]

CAN_FORK = sys.platform == "linux"
# What most lessons import, and what their first calls import. pyplot itself belongs to a kernel.
IMPORTED = (
    "ipykernel.kernelapp", "numpy", "torch", "torch._dynamo", "matplotlib.figure",
    "matplotlib.backends.backend_agg", "sklearn.datasets",
)  # fmt: skip
INLINE = (
    "module://matplotlib_inline.backend_inline"  # a kernel says so before it imports matplotlib
)
COMMAND = [sys.executable, "-P", __file__]  # nothing of the course is imported with it
POLL_SECONDS = 0.1

_starting = threading.Lock()
_server: tuple[subprocess.Popen[bytes], str] | None = None


def kernel_command() -> list[str]:
    """Return what starts a kernel, `{connection_file}` in the place of that file's name."""
    if not CAN_FORK:
        return [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return [*COMMAND, "start", _address(), "-f", "{connection_file}"]


def _address() -> str:
    """Start the process that forks, once; it ends with this one. Return its address."""
    global _server
    with _starting:
        if _server is None or _server[0].poll() is not None:
            folder = tempfile.TemporaryDirectory(prefix="kernels-")
            address = str(Path(folder.name, "requests"))
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(address)
                listener.listen()
                process = subprocess.Popen(
                    [*COMMAND, "serve", str(listener.fileno())],
                    stdin=subprocess.PIPE,
                    pass_fds=(listener.fileno(),),
                    env={**os.environ, "MPLBACKEND": INLINE},
                )
            atexit.register(_end, process, folder)
            _server = process, address
        return _server[1]


def _end(process: subprocess.Popen[bytes], folder: tempfile.TemporaryDirectory[str]) -> None:
    """End the process that forks, and its kernels."""
    process.communicate()  # closes its input
    folder.cleanup()


# -- what Jupyter starts in place of a kernel ------------------------------------------------


def start(address: str, arguments: list[str]) -> int:
    """Ask for a kernel with these arguments, in this folder and environment; return its status.

    When this process ends before, however it ends, the kernel is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Jupyter sends it before the end
    request = {"arguments": arguments, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        with server.makefile("rw", encoding="utf-8") as both:
            both.write(json.dumps(request) + "\n")
            both.flush()
            return int(both.readline() or 1)


# -- the process that forks ------------------------------------------------------------------


def serve(listener: socket.socket) -> dict[str, Any]:
    """Fork for each request, until there is no more input; return the request in each kernel."""
    for module in IMPORTED:
        with contextlib.suppress(ImportError):  # a lesson that needs it will say so
            importlib.import_module(module)
    # The only other thread is pyarrow's allocator's, which is prepared for forks.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    gc.freeze()  # else each kernel's collections copy the memory of all
    kernels: dict[int, socket.socket] = {}  # those who asked, by the kernel's process
    while True:
        asking = {kernel: id_ for id_, kernel in kernels.items()}
        ready, _, _ = select.select([sys.stdin, listener, *asking], [], [], POLL_SECONDS)
        for one in ready:
            if one is listener:
                connection, _ = listener.accept()
                with connection.makefile("r", encoding="utf-8") as lines:
                    line = lines.readline()
                if not line:  # who asked has ended
                    connection.close()
                elif child := os.fork():
                    kernels[child] = connection
                else:
                    for other in (listener, connection, *kernels.values()):
                        other.close()
                    request: dict[str, Any] = json.loads(line)
                    return request
            elif one is sys.stdin:
                for child in kernels:
                    os.kill(child, signal.SIGKILL)
                os._exit(0)
        for one in asking.keys() & {*ready}:  # who asked has ended
            os.kill(asking[one], signal.SIGKILL)
        for child in list(kernels):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                with kernels.pop(child) as connection, contextlib.suppress(OSError):
                    code = os.waitstatus_to_exitcode(status)
                    connection.sendall(f"{code if code >= 0 else 128 - code}\n".encode())


def become(request: dict[str, Any]) -> None:
    """Make this process a kernel, as `python -m ipykernel_launcher` would be one."""
    import numpy as np
    from ipykernel import kernelapp

    os.setsid()  # Ctrl-C is for those who wait for it
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.path.insert(0, "")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    np.random.seed()  # noqa: NPY002 - as in a process of its own; `random` does so by itself
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # the kernel ends with it
    sys.argv = ["ipykernel_launcher", *request["arguments"], parent]
    try:
        kernelapp.launch_new_instance()
        atexit._run_exitfuncs()
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)  # Python's own end would go through the memory of all that was imported


if __name__ == "__main__":
    if sys.argv[1] == "start":
        sys.exit(start(sys.argv[2], sys.argv[3:]))
    become(serve(socket.socket(fileno=int(sys.argv[2]))))
