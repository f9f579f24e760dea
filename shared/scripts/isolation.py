"""Install an assignment from a copy with only shared/ and itself, and run its tests there.

    python isolation.py work01_house_prices [uv|pip|poetry|wheels] --place FOLDER

What the copy needs from elsewhere in this repository would be missing there. `nox -s isolation`
calls it with an environment that has build, poetry-core and Poetry.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
WAYS = ("uv", "pip", "poetry", "wheels")


def run(*command: str | Path, folder: Path, **environment: str) -> None:
    """Run a command; its failure is ours."""
    settings = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", **environment}
    done = subprocess.run([*map(str, command)], cwd=folder, env=settings, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def copy_tracked(folders: tuple[str, ...], target: Path) -> None:
    """Copy the files of `folders` that git knows (tracked, or new and not ignored)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def make_environment(folder: Path, uv: str) -> Path:
    """Make a new virtual environment; return its interpreter."""
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, folder, folder=folder.parent)
    else:
        run(sys.executable, "-m", "venv", folder, folder=folder.parent)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(
    way: str, project: str, place: Path, python: Path, uv: str, tools: Sequence[str]
) -> None:
    """Install the copy of an assignment, with what its tests need, in one of the four ways."""
    pins = ("--constraint", "constraints.txt")
    if way != "uv" or not uv:
        run(python, "-m", "ensurepip", "--upgrade", folder=place)
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    if way == "uv":
        run(*pip, "--quiet", *pins, "--editable", f"./{project}[test]", folder=place)
    elif way == "pip":
        both = ("--editable", "./shared", "--editable", f"./{project}[test]")
        run(python, "-m", "pip", "install", "--quiet", *pins, *both, folder=place)
    elif way == "poetry":
        run(
            sys.executable, "-m", "poetry", "--directory", project, "install", "--extras", "test",
            folder=place, VIRTUAL_ENV=str(place / "environment"),
        )  # fmt: skip
    else:
        for name in ("shared", project):
            run(
                sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", "wheels",
                name, folder=place,
            )  # fmt: skip
        (wheel,) = (place / "wheels").glob(f"coursework_{project}-*.whl")
        run(*pip, "--quiet", *pins, "--find-links", "wheels", f"{wheel}[test]", folder=place)
    run(*pip, "--quiet", *pins, *tools, folder=place)


def main() -> None:
    """Read the command line, copy, install, test, and remove the copy."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project")
    parser.add_argument("way", nargs="?", choices=WAYS, default="uv")
    parser.add_argument("--place", type=Path, required=True)
    parser.add_argument("--uv", default="", help="uv's command, where there is one")
    parser.add_argument("--tools", nargs="+", default=["pytest-xdist"], help="for the tests")
    options = parser.parse_args()
    place = options.place / f"{options.project}-{options.way}"
    shutil.rmtree(place, ignore_errors=True)
    copy_tracked(("shared", options.project), place)
    shutil.copy(ROOT / "constraints.txt", place)
    python = make_environment(place / "environment", options.uv)
    install(options.way, options.project, place, python, options.uv, options.tools)
    spread = ("--numprocesses", "auto", "--maxprocesses", "8", "--dist", "worksteal")
    run(python, "-m", "pytest", *spread, folder=place / options.project)
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
