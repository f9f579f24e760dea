"""Everything the course can do, one session each: `nox -l` lists them.

A session takes one project, `nox -s "tests(work01_house_prices)"`, or all, `nox -s tests`.
`nox -t work01` runs that project's tests and smoke run. Arguments after `--` go to pytest or
to train.py. Each project has one environment, in .nox/environments, that its sessions share.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "shared" / "scripts"))
from environments import (  # noqa: E402
    ENVIRONMENTS,
    create_environment,
    each,
    editable,
    environment,
    find_uv,
    install,
    tag,
)

ASSIGNMENTS = sorted(
    (path.parent.name for path in ROOT.glob("*_*/pyproject.toml")),
    key=lambda name: (name.startswith("final"), name),
)
PROJECTS = ["shared", *ASSIGNMENTS]
GRADING = "shared/src/shared/grading/README.md"
WITH_LESSONS = [name for name in ASSIGNMENTS if (ROOT / name / "lessons").exists()]
LESSON_TOOLS = ("ipykernel", "jupytext", "nbclient")
LESSON_RUNS = ROOT / ".nox" / "site" / "lessons"  # what has not changed since is not run again
CLUSTER_TOOLS = ("distributed", "submitit")
DOCS_TOOLS = (
    "jieba", "myst-nb", "pydata-sphinx-theme", "sphinx", "sphinx-copybutton", "sphinx-design",
    "sphinx-intl", "sphinx-mathjax-offline",
)  # fmt: skip
DEMO_TOOLS = ("onnx", "onnxruntime", "onnxscript", "playwright")
LINT_TOOLS = ("mypy", "pandas-stubs", "ruff", "types-tqdm")
TEST_TOOLS = ("pytest-xdist>=3.6",)
# The plugin lets Poetry use a package index named by POETRY_PYPI_MIRROR_URL.
LOCK_TOOLS = ("poetry>=2.1", "poetry-plugin-pypi-mirror")

# The threads of small operations wait for each other longer than they work, above all on a
# machine that is busy with something else.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

# Python keeps what it has compiled, though a shell or an image may say otherwise: tests start hundreds of
# processes, and `import torch` takes twice as long where each of them compiles it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"  # one environment a project, see `environment`
# What a maintainer wants from a bare `nox`: lock, install, check, train, report.
nox.options.sessions = ["lock", "lint", "tests", "smoke", "train", "report"]

reached: list[Path] = []  # what the train sessions of this call have written


@nox.session
@each(PROJECTS)
def tests(session: nox.Session, project: str) -> None:
    """Run a project's tests on all cores; arguments go to pytest: `-- -m ""` runs the slow ones, too."""
    python = environment(session, project)
    install(session, Path(python), *TEST_TOOLS)
    run_tests(session, python, *session.posargs)


def run_tests(session: nox.Session, python: str, *arguments: str) -> None:
    """Run pytest in the session's folder, on all cores."""
    spread = ("--numprocesses", "auto", "--maxprocesses", "8", "--dist", "worksteal")
    session.run(python, "-m", "pytest", *spread, *arguments, env=ONE_THREAD, external=True)


@nox.session
@each(PROJECTS, tagged=False)
def versions(session: nox.Session, project: str) -> None:
    """Run the tests without pins: with the lowest versions allowed, or the newest (`-- newest`)."""
    which, uv = (session.posargs or ["lowest"])[0], find_uv()
    if which not in ("lowest", "newest") or not uv:
        session.error('say lowest or newest; this needs uv: pip install "nox[uv]"')
    python = create_environment(session, ENVIRONMENTS / f"{project}-{which}")
    resolution = {"lowest": "lowest-direct", "newest": "highest"}[which]
    session.run(
        uv, "pip", "install", "--quiet", "--python", str(python), "--upgrade",
        "--resolution", resolution, *editable(project, extra="[test]"), *TEST_TOOLS, external=True,
    )  # fmt: skip
    session.chdir(ROOT / project)
    run_tests(session, str(python), *session.posargs[1:])


@nox.session
@each(ASSIGNMENTS)
def smoke(session: nox.Session, project: str) -> None:
    """Run train.py for seconds on embedded data and check what it leaves behind."""
    runs = Path(session.create_tmp()).resolve() / project
    python = environment(session, project)
    shutil.rmtree(runs, ignore_errors=True)
    session.run(python, "train.py", "--smoke", "--runs", str(runs), *session.posargs, external=True)
    session.run(
        python, "-m", "shared.training.folder.run_folder", *map(str, runs.iterdir()), external=True
    )


@nox.session
@each(ASSIGNMENTS, tagged=False)
def train(session: nox.Session, project: str) -> None:
    """Train on real data with the defaults; ends with a table of what was reached."""
    python = environment(session, project)
    runs = ROOT / project / "runs"
    before = set(runs.glob("*")) if runs.exists() else set()
    session.run(python, "train.py", *session.posargs, external=True)
    reached.extend(sorted(set(runs.glob("*")) - before))
    session.run(
        python,
        "-m",
        "shared.training.folder.run_folder",
        "--table",
        *map(str, reached),
        external=True,
    )


@nox.session
def study(session: nox.Session) -> None:
    """Measure a report's experiments: `nox -s study -- work03 NAME…`; without a name, list them."""
    project, arguments = named_project(session)
    python = environment(session, project)
    session.run(python, "-m", f"{project}.studies", *arguments, external=True)


@nox.session
@each(PROJECTS, tagged=False)
def bench(session: nox.Session, project: str) -> None:
    """Time a project's code against its peers: ratios, one thread."""
    python = environment(session, project)
    for script in sorted(Path("benchmarks").glob("*.py")):
        session.run(python, str(script), *session.posargs, env=ONE_THREAD, external=True)


@nox.session
@each(ASSIGNMENTS, tagged=False)
def report(session: nox.Session, project: str) -> None:
    """Draw the figures, rewrite the tables of READMEs and lessons from results/*.json."""
    python = environment(session, project)
    session.run(python, "-m", f"{project}.figures", external=True)
    # The house's READMEs show all assignments' results: only this one's are written.
    house = [*sorted(ROOT.glob("README*.md")), ROOT / GRADING]
    pages = [
        path for kind in ("README*.md", "lessons/*.md") for path in (ROOT / project).glob(kind)
    ]
    for page in (*sorted(pages), *house):
        session.run(python, "-m", "shared.reporting", str(page), "--only", ".", external=True)


@nox.session
@each(WITH_LESSONS, tagged=False)
def lessons(session: nox.Session, project: str) -> None:
    """Run every cell of every lesson, offline, and see that each has its parts."""
    for command in ("check", "run"):
        with_lessons(session, project, command)


@nox.session
@each(WITH_LESSONS, tagged=False)
def notebooks(session: nox.Session, project: str) -> None:
    """Write the lessons as notebooks for Jupyter and Colab, into each assignment's notebooks/."""
    with_lessons(session, project, "notebooks")


def with_lessons(session: nox.Session, project: str, command: str) -> None:
    """Run a command of shared.lessons."""
    python = environment(session, project)
    install(session, Path(python), *LESSON_TOOLS)
    session.chdir(ROOT)
    kept = ("--keep", str(LESSON_RUNS)) if command == "run" else ()
    session.run(
        python, "-m", "shared.lessons", command, *kept, project, env=ONE_THREAD, external=True
    )  # fmt: skip


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in English and Chinese, .nox/site/html; after `--`: update, external, pages."""
    python = create_environment(session, ENVIRONMENTS / "docs")
    install(session, python, *editable(*ASSIGNMENTS, extra="[test]"), *LESSON_TOOLS, *DOCS_TOOLS)
    session.run(str(python), "-m", "pytest", "-q", "docs/tests", external=True)
    session.run(str(python), "docs/build.py", *session.posargs, env=ONE_THREAD, external=True)


@nox.session
def demos(session: nox.Session) -> None:
    """Build the demos for a browser, .nox/demos/site, and compare them with PyTorch; needs npm."""
    python = create_environment(session, ENVIRONMENTS / "docs")
    install(session, python, *editable(*ASSIGNMENTS), *DEMO_TOOLS)
    session.run(
        str(python), "docs/demos/build.py", *session.posargs, env=ONE_THREAD, external=True
    )  # fmt: skip


@nox.session
def soak(session: nox.Session) -> None:
    """Kill and damage training runs: `nox -s soak -- --minutes 30`; ends with shared/results/soak.json."""
    python = environment(session, "shared")
    session.run(python, "scripts/soak.py", *session.posargs, env=ONE_THREAD, external=True)


def named_project(session: nox.Session) -> tuple[str, list[str]]:
    """Return the assignment that the first argument names (`work01` is enough) and the other arguments.

    What a cluster needs is installed where one is asked for.
    """
    named = [
        name for name in ASSIGNMENTS if session.posargs and name.startswith(session.posargs[0])
    ]
    if len(named) != 1:
        session.error(f"name one assignment after `--`: {', '.join(map(tag, ASSIGNMENTS))}")
    if any(argument.startswith("--scheduler") for argument in session.posargs):
        install(session, Path(environment(session, named[0])), *CLUSTER_TOOLS)
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
def late(session: nox.Session) -> None:
    """Take points from late hand-ins: `nox -s late -- results/class.csv times.csv --deadline …`."""
    session.run(sys.executable, "shared/scripts/late.py", *session.posargs, external=True)


@nox.session
def mutants(session: nox.Session) -> None:
    """Count the small mistakes that checks see: `nox -s mutants -- work05 --exercise 2.3 --jobs 2`."""
    grading(session, "mutants")


@nox.session
def challenge(session: nox.Session) -> None:
    """Train recipes within a budget, write the board: `nox -s challenge -- work03 HAND-IN… --out DIR`."""
    grading(session, "challenge")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style (ruff), types (mypy), and that tables of READMEs and lessons match their results."""
    python = create_environment(session, ENVIRONMENTS / "lint")
    install(session, python, *editable(*ASSIGNMENTS, extra="[test]"), *LINT_TOOLS)
    session.run(str(python), "-m", "ruff", "check", ".", external=True)
    session.run(str(python), "-m", "ruff", "format", "--check", ".", external=True)
    sources = [f"{project}/src" for project in PROJECTS]
    session.run(str(python), "-m", "mypy", *sources, external=True)
    results = [f"{name}/results" for name in ASSIGNMENTS if (ROOT / name / "results").exists()]
    session.run(str(python), "-m", "shared.studies", "check", *results, external=True)
    readmes = [GRADING, "shared/README.md", *(str(path) for path in ROOT.glob("README*.md"))]
    for name in ASSIGNMENTS:
        pages = [*(ROOT / name).glob("README*.md"), *sorted((ROOT / name).glob("lessons/*.md"))]
        readmes += map(str, pages)
    session.run(str(python), "-m", "shared.reporting", "--check", *readmes, external=True)


@nox.session
@each(ASSIGNMENTS, tagged=False)
def isolation(session: nox.Session, project: str) -> None:
    """Install an assignment from a copy with only shared/ and itself, run its tests there.

    After `--`: the way to install, one of uv (default), pip, poetry, wheels.
    """
    python = create_environment(session, ENVIRONMENTS / "isolation")
    install(session, python, "build", "poetry-core", *LOCK_TOOLS)
    place = Path(session.create_tmp()).resolve()
    script = ROOT / "shared" / "scripts" / "isolation.py"
    session.run(
        str(python), str(script), project, *session.posargs, "--place", str(place),
        "--uv", find_uv() or "", "--tools", *TEST_TOOLS, external=True,
    )  # fmt: skip


@nox.session
def lock(session: nox.Session) -> None:
    """Renew constraints.txt and each project's poetry.lock."""
    uv = find_uv()
    if not uv:
        session.error('locking needs uv: pip install "nox[uv]"')
    python = create_environment(session, ENVIRONMENTS / "lock")
    install(session, python, *LOCK_TOOLS)
    script = ROOT / "shared" / "scripts" / "lock.py"
    tools = (*TEST_TOOLS, *LINT_TOOLS, *LOCK_TOOLS, *DOCS_TOOLS, *DEMO_TOOLS)
    session.run(str(python), str(script), uv, *PROJECTS, "--tools", *tools, external=True)
