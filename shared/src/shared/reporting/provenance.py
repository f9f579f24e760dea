"""Where a number comes from: commit, packages, hardware, time."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import torch

PACKAGES = ("torch", "torchvision", "numpy", "pandas", "scikit-learn", "transformers", "accelerate")


def _git(*arguments: str, folder: Path) -> str | None:
    """Output of a git command, or None outside a repository or without git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def commit(folder: Path | None = None) -> str | None:
    """The commit that `folder` (default: the working directory) stands at.

    Ends in `+changes` where tracked files differ from it; None outside a repository.
    """
    folder = folder or Path.cwd()
    head = _git("rev-parse", "--short=12", "HEAD", folder=folder)
    if not head:
        return None
    changed = _git("status", "--porcelain", "--untracked-files=no", folder=folder)
    return f"{head}+changes" if changed else head


def processor() -> str:
    """The processor's name as the operating system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def hardware() -> dict[str, Any]:
    """Processor, cores and accelerators of this machine."""
    found: dict[str, Any] = {"processor": processor(), "cores": os.cpu_count()}
    if torch.cuda.is_available():
        found["gpus"] = [
            torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())
        ]
    elif torch.backends.mps.is_available():
        found["gpus"] = ["Apple (MPS)"]
    return found


def packages() -> dict[str, str]:
    """Versions of the installed packages that decide a number."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def provenance() -> dict[str, Any]:
    """All of the above, ready for JSON: what a results file says of its origin."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "hardware": hardware(),
        "packages": packages(),
    }
