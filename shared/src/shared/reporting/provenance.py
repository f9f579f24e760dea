"""Where a number comes from: commit, packages, hardware, time."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from shared.errors import UserError

PACKAGES = ("torch", "torchvision", "numpy", "pandas", "scikit-learn", "transformers", "accelerate")
EXPORTED = Path(__file__).with_name("exported.txt")


def _git(*arguments: str, folder: Path) -> str | None:
    """Return the output of a git command, or None outside a repository or without git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


class DirtyTreeError(UserError):
    """Code that is not committed: nobody could find again what a number was measured with."""


def clean_commit(folders: Sequence[Path]) -> str:
    """Return the commit that the code in `folders` stands at.

    What a study itself writes does not count: results files, and the READMEs made from them. A tree
    that `git archive` has written knows its commit without git; that nobody has edited it since is
    seen later, when its results are taken (`shared.studies.archive`).

    Raises:
        DirtyTreeError: a file differs from it, or there is no repository.
    """
    head = _git("rev-parse", "--short=12", "HEAD", folder=folders[0])
    if not head and exported_commit():
        return exported_commit()
    if not head:
        raise DirtyTreeError(
            f"{folders[0]} is in no git repository: measure with --draft, which no README reads"
        )
    left_out = (":(exclude,top,glob)**/results/**", ":(exclude,top,glob)**/*.md")
    changed = _git(
        "status", "--porcelain", "--untracked-files=all", "--", *map(str, folders), *left_out,
        folder=folders[0],
    )  # fmt: skip
    if changed is None:
        raise DirtyTreeError(
            f"git cannot say whether {', '.join(map(str, folders))} are as committed: they must be "
            "in one repository; measure with --draft, which no README reads"
        )
    if changed:
        first = changed.splitlines()[0].strip()
        more = len(changed.splitlines()) - 1
        raise DirtyTreeError(
            f"uncommitted changes ({first}{f' and {more} more' if more else ''}): commit them, "
            "so that the numbers say what code they are of, or measure with --draft"
        )
    return head


def exported_commit() -> str:
    """Return the commit whose tree `git archive` wrote here, or nothing: git fills the file in."""
    text = EXPORTED.read_text(encoding="ascii").strip() if EXPORTED.exists() else ""
    return "" if "$" in text else text[:12]


def commit(folder: Path | None = None) -> str | None:
    """Return the commit that `folder` (default: the working directory) stands at.

    Ends in `+changes` where tracked files differ from it; None outside a repository.
    """
    folder = folder or Path.cwd()
    head = _git("rev-parse", "--short=12", "HEAD", folder=folder)
    if not head:
        return exported_commit() or None
    changed = _git("status", "--porcelain", "--untracked-files=no", folder=folder)
    return f"{head}+changes" if changed else head


def processor() -> str:
    """Return the processor's name as the operating system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def vector_instructions() -> str:
    """Return the widest that torch uses, and whether bfloat16 matrices have units of their own."""
    widest = torch.backends.cpu.get_cpu_capability()
    ask = getattr(torch.cpu, "get_capabilities", None)  # torch 2.11 has none
    return f"{widest} with AMX" if ask and ask().get("amx_bf16") else widest


def hardware() -> dict[str, Any]:
    """Describe processor, cores and accelerators of this machine.

    A processor's name may hide its generation; the vector instructions that torch uses tell more.
    """
    found: dict[str, Any] = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "instructions": vector_instructions(),
    }
    if torch.cuda.is_available():
        found["gpus"] = [
            torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())
        ]
    elif torch.backends.mps.is_available():
        found["gpus"] = ["Apple (MPS)"]
    return found


def packages() -> dict[str, str]:
    """Return the versions of the installed packages that decide a number."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def provenance() -> dict[str, Any]:
    """Return all of the above, ready for JSON: what a run says of its origin."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "hardware": hardware(),
        "packages": packages(),
    }
