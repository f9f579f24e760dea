"""Commands of several processes of which one has trouble: `troubled.py TROUBLE FILE`."""

from __future__ import annotations

import os
import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path

import torch

from shared.commands import one_line_errors
from shared.errors import UserError
from shared.training import Loop
from shared.training.machine import joining


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@one_line_errors
@joining.as_one
def command(trouble: str, file: Path) -> None:
    rank = int(os.environ["RANK"])
    if trouble == "missing" and rank == 1:
        raise UserError(f"{file} does not exist")
    if trouble == "file" and not file.exists():
        raise UserError(f"{file} does not exist")
    if trouble == "fault" and rank == 1:
        print(1 // 0)
    if trouble == "all":
        raise UserError("all refuse this")
    loop = Loop(0, device="cpu")
    if trouble == "silent" and rank == 1:
        joining.company._left.set()  # gives no sign any more
        signal.pause()
    loop.sum_over_processes(torch.ones(1))


if __name__ == "__main__":
    if sys.argv[1] == "silent":
        joining.SILENCE, joining.BEAT, joining.GRACE = 3.0, 0.2, 0.1
    if sys.argv[1] == "alone":
        joining.JOINING = timedelta(seconds=1)
    sys.exit(command(sys.argv[1], Path(sys.argv[2])))
