"""For an assignment's tests: run its train.py as a person would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run_train(project: Path, *options: str, processes: int = 0) -> subprocess.CompletedProcess[str]:
    """Run `python train.py` with `options` in the folder `project`, under torchrun for processes."""
    command = [sys.executable]
    if processes:
        command += ["-m", "torch.distributed.run", "--standalone"]
        command += ["--nproc-per-node", str(processes)]
    command += ["train.py", *options]
    return subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=300, check=False
    )


def smoke_run(project: Path, runs: Path) -> Path:
    """Make a smoke run; return its folder in `runs`, which must be empty before."""
    done = run_train(project, "--smoke", "--runs", str(runs))
    assert done.returncode == 0, done.stderr
    (folder,) = runs.iterdir()
    return folder
