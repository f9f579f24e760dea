"""The environments of the nox sessions: one a project, with uv where it is there, else pip."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import nox

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".nox" / "environments"
CONSTRAINTS = ROOT / "constraints.txt"


def tag(project: str) -> str:
    """Return the short name of a project: `work01_house_prices` → `work01`, `final_ssd` → `final`."""
    return project.split("_")[0]


def each(names: list[str], *, tagged: bool = True) -> Any:
    """Return a parametrization by project; `nox -t work01` runs what is tagged."""
    params = [nox.param(name, id=name, tags=[tag(name)] if tagged else []) for name in names]
    return nox.parametrize("project", params)


def find_uv() -> str | None:
    """Find the uv that `pip install "nox[uv]"` brought, or one on the PATH."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")


def gpu_or_choice() -> bool:
    """Return whether there is an NVIDIA GPU, or somebody has said which torch to take."""
    driver = Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi") is not None
    return driver or "UV_TORCH_BACKEND" in os.environ


def create_environment(session: nox.Session, folder: Path) -> Path:
    """Make a virtual environment in `folder` unless it is there; return its interpreter."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        uv = find_uv()
        if uv and sys.platform == "linux" and not gpu_or_choice():
            session.log(
                "no NVIDIA GPU here: `export UV_TORCH_BACKEND=cpu` first saves 4 of 6 GB (Ctrl-C to stop)"
            )
        command = [uv, "venv", "--quiet"] if uv else [sys.executable, "-m", "venv"]
        if uv:
            command += ["--python", sys.executable]
        session.run(*command, str(folder), external=True, silent=True)
    return python


def install(session: nox.Session, python: Path, *what: str) -> None:
    """Install into the environment of `python`, with the pins of constraints.txt."""
    uv = find_uv()
    if uv:  # without --compile-bytecode: Python compiles what is imported, a tenth of all
        command = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        command = [str(python), "-m", "pip", "install", "--quiet"]
    pins = ["--constraint", str(CONSTRAINTS)] if CONSTRAINTS.exists() else []
    session.run(*command, *pins, *what, external=True)


def editable(*projects: str, extra: str = "") -> list[str]:
    """Install arguments for projects, editable, each once, `shared` first."""
    names = ["shared", *(name for name in projects if name != "shared")]
    return [part for name in names for part in ("--editable", f"{ROOT / name}{extra}")]


def environment(session: nox.Session, project: str) -> str:
    """Return the interpreter of a project's environment, with the project installed and up to date.

    The session then works in the project's folder: from the root, a folder's name would be
    imported as an empty package.
    """
    python = create_environment(session, ENVIRONMENTS / project)
    install(session, python, *editable(project, extra="[test]"))
    session.chdir(ROOT / project)
    return str(python)
