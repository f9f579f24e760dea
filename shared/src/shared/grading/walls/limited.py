"""Work on hostile data on the judge's side, in a process of its own that has little of everything.

Archives and sources are made by people who may want the judge to stand still. What opens them may
use some seconds of CPU time, some memory, and no file to write; passing a limit ends only that
process.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import subprocess
import sys
from typing import Any

from shared.errors import UserError

CPU_SECONDS = 10
MEMORY = 2**30
PATIENCE = 120.0
"""Seconds that may pass, for machines that are busy with other work."""

TOO_MUCH = 3  # the exit status when memory or the stack was not enough


class LimitError(UserError):
    """Hostile or damaged data would have taken more than there is for it."""


def in_limited_process(task: str, *arguments: Any) -> Any:
    """Call a function in a process with limits of CPU time, memory and files.

    Args:
        task: the function, as `module:name`.
        arguments: JSON values.

    Returns:
        what the function returned, a JSON value.

    Raises:
        LimitError: it passed a limit.
        UserError: what the function raised of this kind.
    """
    limits = {"cpu_seconds": CPU_SECONDS, "memory": MEMORY}
    request = json.dumps({"task": task, "arguments": arguments, **limits}).encode("ascii")
    command = [sys.executable, "-P", "-m", "shared.grading.walls.limited"]
    try:
        done = subprocess.run(
            command,
            input=request,
            capture_output=True,
            timeout=PATIENCE,
            start_new_session=True,  # Ctrl-C reaches this process, which ends the other
        )
    except subprocess.TimeoutExpired:
        raise LimitError(f"it takes more than {PATIENCE:.0f} seconds") from None
    if done.returncode == TOO_MUCH:
        raise LimitError("it takes too much memory")
    if done.returncode < 0:  # ended by a signal: SIGXCPU, or SIGKILL where memory ran out
        raise LimitError(
            f"it takes more than {CPU_SECONDS} seconds of CPU time, or too much memory"
        )
    if done.returncode:
        raise RuntimeError(f"{task} failed: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    reply = json.loads(done.stdout)
    if "problem" in reply:
        raise UserError(reply["problem"])
    return reply["value"]


def _limit_this_process(cpu_seconds: int, memory: int) -> None:
    with contextlib.suppress(ImportError):  # Windows has none
        import resource

        for kind, amount in (
            (resource.RLIMIT_CPU, cpu_seconds),
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (amount, amount))


def _main() -> int:
    request = json.load(sys.stdin)
    sys.dont_write_bytecode = True  # a file's size is limited, and Python keeps halves of its own
    _limit_this_process(request["cpu_seconds"], request["memory"])
    module, _, name = request["task"].partition(":")
    try:
        reply = {"value": getattr(importlib.import_module(module), name)(*request["arguments"])}
    except UserError as error:
        reply = {"problem": str(error)}
    except (MemoryError, RecursionError):
        return TOO_MUCH
    print(json.dumps(reply))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
