"""Run a script of which the last process is killed at a call in or from our own code.

`killed_at_call.py CALL FILE SCRIPT OPTION…`: 0 for never. The first process leaves in FILE how many
calls it has made.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

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


def main() -> None:
    """Run the script."""
    call, file, *sys.argv = sys.argv[1:]
    rank, processes = (int(os.environ.get(name, "0")) for name in ("RANK", "WORLD_SIZE"))
    calls = Calls(int(call) if rank in (processes - 1, processes) else 0)
    sys.setprofile(calls)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    finally:
        sys.setprofile(None)
        if rank == 0:
            Path(file).write_text(str(calls.made))


if __name__ == "__main__":
    main()
