"""Everything the course can do, one session each: `nox -l` lists them.

A session takes one project, `nox -s "tests(work01_house_prices)"`, or all, `nox -s tests`.
`nox -t work01` runs that project's tests and smoke run. Arguments after `--` go to pytest or
to train.py. Each project has one environment, in .nox/environments, that its sessions share.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
ENVIRONMENTS = ROOT / ".nox" / "environments"
ASSIGNMENTS = sorted(
    (path.parent.name for path in ROOT.glob("*_*/pyproject.toml")),
    key=lambda name: (name.startswith("final"), name),
)
PROJECTS = ["shared", *ASSIGNMENTS]
CONSTRAINTS = ROOT / "constraints.txt"
LINT_TOOLS = ("mypy", "pandas-stubs", "ruff", "types-tqdm")
TEST_TOOLS = ("pytest-xdist",)
# The plugin lets Poetry use a package index named by POETRY_PYPI_MIRROR_URL.
LOCK_TOOLS = ("poetry>=2.1", "poetry-plugin-pypi-mirror")

# The threads of small operations wait for each other longer than they work, above all on a
# machine that is busy with something else.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"  # one environment a project, see `environment`
# What a maintainer wants from a bare `nox`: lock, install, check, train, report.
nox.options.sessions = ["lock", "lint", "tests", "smoke", "train", "report"]

reached: list[tuple[str, Path]] = []  # what the train sessions of this call have written


def tag(project: str) -> str:
    """`work01_house_prices` → `work01`, `final_ssd` → `final`."""
    return project.split("_")[0]


each_project = nox.parametrize(
    "project", [nox.param(name, id=name, tags=[tag(name)]) for name in PROJECTS]
)
each_assignment = nox.parametrize(
    "project", [nox.param(name, id=name, tags=[tag(name)]) for name in ASSIGNMENTS]
)
each_assignment_untagged = nox.parametrize(
    "project", [nox.param(name, id=name) for name in ASSIGNMENTS]
)


def find_uv() -> str | None:
    """The uv that `pip install "nox[uv]"` brought, or one on the PATH."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")


def create_environment(session: nox.Session, folder: Path) -> Path:
    """Make a virtual environment in `folder` unless it is there; return its interpreter."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        uv = find_uv()
        command = [uv, "venv", "--quiet"] if uv else [sys.executable, "-m", "venv"]
        if uv:
            command += ["--python", sys.executable]
        session.run(*command, str(folder), external=True, silent=True)
    return python


def install(session: nox.Session, python: Path, *what: str) -> None:
    """Install into the environment of `python`, with the pins of constraints.txt."""
    uv = find_uv()
    if uv:
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
    """The interpreter of a project's environment, with the project installed and up to date.

    The session then works in the project's folder: from the root, a folder's name would be
    imported as an empty package.
    """
    python = create_environment(session, ENVIRONMENTS / project)
    install(session, python, *editable(project, extra="[test]"))
    session.chdir(ROOT / project)
    return str(python)


@nox.session
@each_project
def tests(session: nox.Session, project: str) -> None:
    """Run a project's tests on all cores; arguments go to pytest."""
    python = environment(session, project)
    install(session, Path(python), *TEST_TOOLS)
    spread = ("--numprocesses", "auto", "--maxprocesses", "8", "--dist", "worksteal")
    session.run(python, "-m", "pytest", *spread, *session.posargs, env=ONE_THREAD, external=True)


@nox.session
@each_assignment
def smoke(session: nox.Session, project: str) -> None:
    """Run train.py for seconds on embedded data and check what it leaves behind."""
    runs = Path(session.create_tmp()).resolve() / project
    python = environment(session, project)
    shutil.rmtree(runs, ignore_errors=True)
    session.run(python, "train.py", "--smoke", "--runs", str(runs), *session.posargs, external=True)
    session.run(
        python, "-m", "shared.training.run_folder", *map(str, runs.iterdir()), external=True
    )


@nox.session
@each_assignment_untagged
def train(session: nox.Session, project: str) -> None:
    """Train on real data with the defaults; ends with a table of what was reached."""
    python = environment(session, project)
    runs = ROOT / project / "runs"
    before = set(runs.glob("*")) if runs.exists() else set()
    session.run(python, "train.py", *session.posargs, external=True)
    reached.extend((project, folder) for folder in sorted(set(runs.glob("*")) - before))
    show_reached(session)


def show_reached(session: nox.Session) -> None:
    """Print one table of all training runs of this call."""
    lines = []
    for project, folder in reached:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        for name, value in summary["metrics"].items():
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            lines.append((project, name, shown, f"{summary['seconds']:.0f} s"))
    header = ("assignment", "metric", "reached", "time")
    widths = [max(len(line[i]) for line in [header, *lines]) for i in range(4)]
    session.log("What the assignments reached:")
    for line in [header, tuple("-" * width for width in widths), *lines]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


@nox.session
@each_assignment_untagged
def bench(session: nox.Session, project: str) -> None:
    """Time an assignment's code against its peers: ratios, one thread."""
    python = environment(session, project)
    for script in sorted(Path("benchmarks").glob("*.py")):
        session.run(python, str(script), *session.posargs, env=ONE_THREAD, external=True)


@nox.session
@each_assignment_untagged
def report(session: nox.Session, project: str) -> None:
    """Draw the figures and rewrite the README tables from results/*.json."""
    python = environment(session, project)
    session.run(python, "-m", f"{project}.report", external=True)
    for readme in ("README.md", str(ROOT / "README.md")):
        session.run(python, "-m", "shared.reporting", readme, external=True)


def named_project(session: nox.Session) -> tuple[str, list[str]]:
    """The assignment that the first argument names (`work01` is enough), and the other arguments."""
    named = [
        name for name in ASSIGNMENTS if session.posargs and name.startswith(session.posargs[0])
    ]
    if len(named) != 1:
        session.error(f"name one assignment after `--`: {', '.join(map(tag, ASSIGNMENTS))}")
    return named[0], session.posargs[1:]


def grading(session: nox.Session, command: str) -> None:
    """Run a command of shared.grading; -P keeps a hand-in's folder out of the import path."""
    project, arguments = named_project(session)
    python = environment(session, project)
    session.chdir(ROOT)
    session.run(
        python, "-P", "-m", "shared.grading", command, project, *arguments, external=True
    )  # fmt: skip


@nox.session
def starter(session: nox.Session) -> None:
    """Write an assignment without its answers: `nox -s starter -- work01 --out DIR`."""
    grading(session, "starter")


@nox.session
def grade(session: nox.Session) -> None:
    """Grade hand-ins in isolation: `nox -s grade -- work01 FOLDER-OR-ARCHIVE… --out DIR`."""
    grading(session, "grade")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style (ruff), types (mypy), and that README tables match their results."""
    python = create_environment(session, ENVIRONMENTS / "lint")
    install(session, python, *editable(*ASSIGNMENTS, extra="[test]"), *LINT_TOOLS)
    session.run(str(python), "-m", "ruff", "check", ".", external=True)
    session.run(str(python), "-m", "ruff", "format", "--check", ".", external=True)
    for project in PROJECTS:
        session.run(str(python), "-m", "mypy", f"{project}/src", external=True)
    readmes = ["README.md", *(f"{name}/README.md" for name in ASSIGNMENTS)]
    session.run(str(python), "-m", "shared.reporting", "--check", *readmes, external=True)


@nox.session
@each_assignment_untagged
def isolation(session: nox.Session, project: str) -> None:
    """Install an assignment from a copy with only shared/ and itself, run its tests there.

    After `--`: the way to install, one of uv (default), pip, poetry, wheels.
    """
    way = session.posargs[0] if session.posargs else "uv"
    if way not in ("uv", "pip", "poetry", "wheels"):
        session.error(f"no way to install is called {way!r}: uv, pip, poetry or wheels")
    place = Path(session.create_tmp()).resolve() / f"{project}-{way}"
    shutil.rmtree(place, ignore_errors=True)
    copy_tracked(("shared", project), place)
    shutil.copy(CONSTRAINTS, place)
    python = str(create_environment(session, place / "environment"))
    session.chdir(place)
    if way == "uv":
        install(session, Path(python), "--editable", f"./{project}[test]")
    elif way == "pip":
        session.run(python, "-m", "ensurepip", "--upgrade", external=True, silent=True)
        session.run(
            python, "-m", "pip", "install", "--quiet", "--constraint", "constraints.txt",
            "--editable", "./shared", "--editable", f"./{project}[test]", external=True,
        )  # fmt: skip
    elif way == "poetry":
        tool = create_environment(session, ENVIRONMENTS / "lock")
        install(session, tool, *LOCK_TOOLS)
        session.run(
            str(tool), "-m", "poetry", "--directory", project, "install", "--extras", "test",
            env={"VIRTUAL_ENV": str(place / "environment")}, external=True,
        )  # fmt: skip
    else:
        tool = create_environment(session, ENVIRONMENTS / "build")
        install(session, tool, "build", "poetry-core")
        for name in ("shared", project):
            session.run(
                str(tool), "-m", "build", "--no-isolation", "--wheel", "--outdir", "wheels", name,
                external=True, silent=True,
            )  # fmt: skip
        (wheel,) = (place / "wheels").glob(f"coursework_{project}-*.whl")
        install(session, Path(python), "--find-links", "wheels", f"{wheel}[test]")
    session.chdir(place / project)
    session.run(python, "-m", "pytest", env=ONE_THREAD, external=True)
    session.chdir(ROOT)
    shutil.rmtree(place)


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


@nox.session
def lock(session: nox.Session) -> None:
    """Renew constraints.txt and each project's poetry.lock."""
    uv = find_uv()
    if not uv:
        session.error('locking needs uv: pip install "nox[uv]"')
    tools = Path(session.create_tmp()) / "tools.in"
    tools.write_text("\n".join((*TEST_TOOLS, *LINT_TOOLS, *LOCK_TOOLS)) + "\n")
    session.run(
        uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--all-extras", "--strip-extras", "--no-annotate", "--no-header", "--upgrade",
        "--no-emit-package", "coursework-shared", "--output-file", str(CONSTRAINTS),
        str(tools), *(f"{name}/pyproject.toml" for name in PROJECTS), external=True,
    )  # fmt: skip
    python = create_environment(session, ENVIRONMENTS / "lock")
    install(session, python, *LOCK_TOOLS)
    for project in PROJECTS:
        session.run(
            str(python), "-m", "poetry", "--directory", project, "lock",
            env={"POETRY_VIRTUALENVS_CREATE": "false"}, external=True,
        )  # fmt: skip
        refuse_duplicates(session, ROOT / project / "poetry.lock")


def refuse_duplicates(session: nox.Session, path: Path) -> None:
    """Fail where a lock holds two versions of one package: both would be installed."""
    import tomllib

    names = [entry["name"] for entry in tomllib.loads(path.read_text())["package"]]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        session.error(f"{path.name} of {path.parent.name} has several versions of {twice}")
