"""The studies for a GPU, in order of value, when one can be had for some minutes.

    python -m shared.studies gpu --rehearse              # tiny sizes, here
    python -m shared.studies gpu --minutes 9 --out DIR   # there
    python -m shared.studies take DIR/results.zip        # here again

Each study runs in a process of its own under its own limit. Those that measure time have the GPU for
themselves and come first; the others share it. After each study all results so far are packed, so
that a machine that goes away takes little along.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from shared.errors import UserError
from shared.studies.archive import pack

GRACE = 20.0  # seconds between being asked to stop and being killed


@dataclass(frozen=True)
class Job:
    """One study of one assignment.

    Attributes:
        project, study: what runs: `python -m PROJECT.studies STUDY`.
        seconds: that it may take.
        alone: with the GPU for itself.
    """

    project: str
    study: str
    seconds: float
    alone: bool = False

    @property
    def name(self) -> str:
        """Project and study in one word, for a log file."""
        return f"{self.project}-{self.study}"


PLAN = [
    Job("work03_cifar10", "gpu_94", 180, alone=True),
    Job("work04_grconv", "gpu_tokens", 30, alone=True),
    Job("final_ssd", "gpu_images_a_second", 60, alone=True),
    Job("work05_transformer", "gpu_everyday", 300),
    Job("work04_grconv", "gpu_everyday", 300),
    Job("final_ssd", "gpu_blood_cells", 300),
    Job("work05_transformer", "gpu_shakespeare", 300),
    Job("work02_resnet_vgg", "gpu_depths", 300),
    Job("work05_transformer", "gpu_vision", 300),
    Job("work03_cifar10", "gpu_96", 300),
    Job("work03_cifar10", "gpu_94_parts", 120),
    Job("work05_transformer", "gpu_nanogpt", 120),
]


def run_plan(
    plan: Sequence[Job],
    workspace: Path,
    out: Path,
    minutes: float,
    *,
    together: int,
    rehearse: bool,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Run studies until the time is spent.

    Args:
        plan: in order of value.
        workspace: the folder of the assignments.
        out: for logs, and for the archive of results.
        minutes: in all.
        together: how many of those that need not be alone share the GPU.
        rehearse: with tiny sizes; nothing is packed.
        say: is told what ends.

    Returns:
        the names of those that failed.

    Raises:
        UserError: an assignment is not there.
    """
    for job in plan:
        if not (workspace / job.project / "src").is_dir():
            raise UserError(f"{workspace} has no {job.project}: run it in the course's own folder")
    out.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + 60 * minutes
    failed = []

    def run(job: Job) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            say(f"{job.name}: no time is left")
            return
        started = time.monotonic()
        status = run_job(job, workspace, out, min(job.seconds, left), rehearse)
        if status:
            failed.append(job.name)
        ended = f"exit status {status}, see {out / job.name}.log" if status else "done"
        say(f"{job.name}: {ended}, {time.monotonic() - started:.0f} s")
        if not rehearse:
            pack(workspace, [(one.project, one.study) for one in plan], out / "results.zip")

    for job in plan:
        if job.alone:
            run(job)
    with ThreadPoolExecutor(together) as threads:
        list(threads.map(run, [job for job in plan if not job.alone]))
    return failed


def run_job(job: Job, workspace: Path, out: Path, seconds: float, rehearse: bool) -> int:
    """Run one study, its output in a log file; end it where it does not stop in time.

    Returns:
        its exit status.
    """
    how = ["--rehearse"] if rehearse else ["--minutes", f"{seconds / 60:.3f}"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (out / f"{job.name}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"{job.project}.studies", job.study, *how],
            cwd=workspace / job.project, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            return process.wait(seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                return process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                return process.wait()
        except BaseException:
            process.kill()
            raise
