"""Renew constraints.txt and each project's poetry.lock.

    python lock.py UV PROJECT … --tools PACKAGE …

`nox -s lock` calls it with an environment that has Poetry.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the repository's root; its failure is ours."""
    settings = {**os.environ, **environment}
    done = subprocess.run([*map(str, command)], cwd=ROOT, env=settings, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def compile_constraints(uv: str, projects: list[str], tools: list[str]) -> None:
    """Write one set of pins that fits all projects, their extras and the tools."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "tools.in"
        wanted.write_text("\n".join(tools) + "\n", encoding="utf-8")
        run(
            uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--all-extras", "--strip-extras", "--no-annotate", "--no-header", "--upgrade",
            "--no-emit-package", "coursework-shared", "--output-file", "constraints.txt",
            wanted, *(f"{name}/pyproject.toml" for name in projects),
        )  # fmt: skip


def refuse_duplicates(lock: Path) -> None:
    """Fail where a lock holds two versions of one package: both would be installed."""
    packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    names = [entry["name"] for entry in packages]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        sys.exit(f"error: {lock.relative_to(ROOT)} has several versions of {', '.join(twice)}")


def main() -> None:
    """Read the command line and lock everything."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("uv")
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--tools", nargs="+", default=[])
    options = parser.parse_args()
    compile_constraints(options.uv, options.projects, options.tools)
    for project in options.projects:
        run(
            sys.executable, "-m", "poetry", "--directory", project, "lock",
            POETRY_VIRTUALENVS_CREATE="false",
        )  # fmt: skip
        refuse_duplicates(ROOT / project / "poetry.lock")


if __name__ == "__main__":
    main()
