"""Check, run and write lessons: `python -m shared.lessons run work03_cifar10`."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.errors import UserError
from shared.lessons.lesson import lessons_of
from shared.lessons.notebooks import write_notebook
from shared.lessons.rules import check
from shared.lessons.running import run_all
from shared.options import describe_plainly

Projects = tyro.conf.Positional[tuple[Path, ...]]


def named(projects: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return `projects`.

    Raises:
        UserError: there are none.
    """
    if not projects:
        raise UserError("name at least one assignment's folder")
    return projects


@dataclass(frozen=True)
class Check:
    """See whether every lesson has its parts; what it includes and names is there."""

    projects: Projects
    """Folders of assignments."""

    def __call__(self) -> int:
        """Do it.

        Raises:
            UserError: a project has no rubric, as a student's has none.
        """
        for project in named(self.projects):
            rubric = project / "grading" / "rubric.toml"
            if not rubric.is_file():
                raise UserError(
                    f"{rubric} is missing: give the folder of an assignment, with its grading"
                )
            listed = tomllib.loads(rubric.read_text(encoding="utf-8"))["exercise"]
            lessons = lessons_of(project)
            check(lessons, {exercise["id"] for exercise in listed})
            print(f"{project}: {len(lessons)} lessons are as lessons are")
        return 0


@dataclass(frozen=True)
class Run:
    """Run every cell of every lesson, offline; fail where one fails."""

    projects: Projects
    """Folders of assignments."""
    jobs: int = 2
    """Lessons at a time."""
    keep: Path | None = None
    """A folder for executed notebooks; what is kept there and has not changed is not run again."""

    def __call__(self) -> int:
        """Do it."""
        lessons = [lesson for project in named(self.projects) for lesson in lessons_of(project)]
        failed = 0
        for lesson, seconds, problem in run_all(lessons, self.jobs, self.keep):
            name = f"{lesson.path.resolve().parents[1].name}/{lesson.path.name}"
            print(f"{seconds:6.1f} s  {name}  {problem or 'runs'}", flush=True)
            failed += bool(problem)
        if failed:
            print(f"error: {failed} of {len(lessons)} lessons fail", file=sys.stderr)
        return int(failed > 0)


@dataclass(frozen=True)
class Notebooks:
    """Write every lesson as a Jupyter notebook, into the folder notebooks of its assignment."""

    projects: Projects
    """Folders of assignments."""

    def __call__(self) -> int:
        """Do it."""
        for project in named(self.projects):
            for lesson in lessons_of(project):
                print(write_notebook(lesson, project / "notebooks"))
        return 0


def main() -> int:
    """Run the command."""
    describe_plainly(Check, Run, Notebooks)
    command = tyro.cli(
        Annotated[Check, tyro.conf.subcommand("check")]
        | Annotated[Run, tyro.conf.subcommand("run")]
        | Annotated[Notebooks, tyro.conf.subcommand("notebooks")],  # type: ignore[arg-type]
        prog="python -m shared.lessons",
        description="Check, run and write lessons.",
    )
    return one_line_errors(command)()  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
