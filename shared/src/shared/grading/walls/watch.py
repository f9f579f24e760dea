"""What a process and its descendants use, from /proc (Linux; elsewhere nothing is known)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
COUNTS_CPU_TIME = (PROC / "self" / "stat").exists()


@dataclass(frozen=True)
class Usage:
    """Resident memory in bytes, how many processes and threads there are, and their CPU time."""

    memory: int = 0
    processes: int = 0
    threads: int = 0
    cpu_seconds: float = 0.0


def usage(process: int) -> Usage:
    """Measure what `process` and all that descend from it use together."""
    total, waiting = Usage(), [process]
    while waiting:
        folder = PROC / str(waiting.pop())
        try:
            tasks = list((folder / "task").iterdir())
            pages = int((folder / "statm").read_text().split()[1])
            times = (folder / "stat").read_text().rpartition(")")[2].split()[11:15]
            for task in tasks[:64]:  # a bomb of threads has made its point by then
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError, IndexError):
            continue  # it ended while we looked, or there is no /proc
        total = Usage(
            total.memory + pages * PAGE,
            total.processes + 1,
            total.threads + len(tasks),
            total.cpu_seconds + sum(map(int, times)) / TICKS,  # its own, and of children that ended
        )
    return total


def size_of_files(folder: Path, enough: int) -> int:
    """Count the bytes in `folder`, each file as one block at least; stop once it has `enough`."""
    total, waiting = 0, [folder]
    while waiting and total <= enough:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    total += max(entry.stat(follow_symlinks=False).st_size, 4096)
                    if total > enough:
                        break
        except OSError:
            continue
    return total
