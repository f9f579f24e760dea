"""A process that has imported everything forks toy runs, so that each starts at once.

Reads a line of JSON for each run from its input: options, processes, call, place. The last of the
processes is killed at its `call`-th call in or from our own code (0 for never). Answers with a line:
the statuses, what the first process said, and how many calls it made.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import accelerate
import torch.utils.tensorboard
import toy

import shared.plotting
from shared.errors import UserError
from shared.training import parse_config

USED = (accelerate, torch.utils.tensorboard, shared.plotting)  # imported here, before the forks
OWN_CODE = "shared/src/shared/"  # where a kill may hit


class Calls:
    """Counts calls in and from our own code, and kills the process at one of them."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at, self.made = kill_at, 0

    def __call__(self, frame: Any, event: str, _: Any) -> None:
        if event in ("call", "c_call") and OWN_CODE in frame.f_code.co_filename:
            self.made += 1
            if self.made == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)


def train(options: list[str], said: Path, kill_at: int) -> int:
    """Train the toy; leave what it said in a file; return its status."""
    output, calls = io.StringIO(), Calls(kill_at)
    status: Any = 0
    with contextlib.redirect_stdout(output):
        sys.setprofile(calls)
        try:
            toy.train(parse_config(toy.ToyConfig, options, ""))
        except UserError as error:
            status = 1
            output.write(f"error: {error}\n")
        except SystemExit as stopped:
            status = stopped.code
        except BaseException as error:
            status = 2
            output.write(f"{type(error).__name__}: {error}\n")
        finally:
            sys.setprofile(None)
    said.write_text(f"{calls.made}\n{output.getvalue()}", encoding="utf-8")
    return int(status or 0)


def start(options: list[str], processes: int, call: int, place: str) -> dict[str, Any]:
    """Run the toy in several processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = [Path(place) / f"said-{rank}" for rank in range(processes)]
    children = {}
    for rank, path in enumerate(said):
        path.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            if processes > 1:
                os.environ |= {
                    "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(processes),
                    "LOCAL_WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1",
                    "MASTER_PORT": str(port),
                }  # fmt: skip
            status = 2
            with contextlib.suppress(BaseException):
                status = train(options, path, call if rank == processes - 1 else 0)
            os._exit(status)
        children[child] = rank
    statuses = {}
    end = time.monotonic() + 60
    while children:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            statuses[children.pop(child)] = os.waitstatus_to_exitcode(status)
            if status:  # the others have some seconds to notice, as with torchrun
                end = min(end, time.monotonic() + 5)
        elif time.monotonic() > end:
            for child in children:
                os.kill(child, signal.SIGKILL)
        else:
            time.sleep(0.005)
    text = said[0].read_text(encoding="utf-8") if said[0].exists() else "0\n"
    calls, _, words = text.partition("\n")
    return {
        "statuses": [statuses[rank] for rank in range(processes)],
        "said": words,
        "calls": int(calls),
    }


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)
    for line in sys.stdin:
        print(json.dumps(start(**json.loads(line))), flush=True)
