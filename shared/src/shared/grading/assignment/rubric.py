"""The rubric: which functions are the exercises, what each is worth, how it is checked."""

from __future__ import annotations

import ast
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from shared.grading.errors import RubricError

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]


@dataclass(frozen=True)
class Exercise:
    """One function or method that a student writes.

    `target` is its place, `package.module:Class.method` ("object" in the file). The points are
    shared equally between the checks. `visibility` is Gradescope's: a single exercise that is not
    "visible" makes Gradescope hide the total from students.
    """

    id: str
    title: str
    target: str
    points: float
    checks: tuple[str, ...]
    reading: str
    visibility: Visibility = "visible"

    @property
    def module(self) -> str:
        """The module's full name."""
        return self.target.partition(":")[0]

    @property
    def qualified_name(self) -> str:
        """The object's name in its module, `function` or `Class.method`."""
        return self.target.partition(":")[2]


@dataclass(frozen=True)
class Rubric:
    """The exercises of one assignment. `project` is the assignment's folder."""

    project: Path
    name: str
    title: str
    points: float
    exercises: tuple[Exercise, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that hold exercises, each once, in the rubric's order."""
        return tuple(dict.fromkeys(exercise.module for exercise in self.exercises))

    @property
    def checks_file(self) -> Path:
        """The file with the checks."""
        return self.project / "grading" / "checks.py"

    @property
    def package(self) -> Path:
        """The folder of the import package."""
        return self.project / "src" / self.name

    def source(self, module: str) -> Path:
        """Return the reference's file of a module."""
        return source_file(self.project, module)


def source_file(project: Path, module: str) -> Path:
    """Return where a module's source is in a project that has its packages in `src`."""
    return project.joinpath("src", *module.split(".")).with_suffix(".py")


def load_rubric(project: Path) -> Rubric:
    """Read and validate `project/grading/rubric.toml`.

    Nothing is imported: the objects and the checks are looked up in the syntax trees.

    Raises:
        RubricError: what is wrong and in which exercise.
    """
    project = project.resolve()
    path = project / "grading" / "rubric.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RubricError(f"{project.name} has no grading/rubric.toml") from None
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise RubricError(f"{path} cannot be read: {error}") from None
    head, entries = table.get("assignment"), table.get("exercise")
    if not isinstance(head, dict) or not isinstance(entries, list) or len(table) != 2:
        raise RubricError(f"{path}: expected one [assignment] and several [[exercise]]")
    _expect_keys(head, {"name": str, "title": str, "points": (int, float)}, f"{path}: assignment")
    rubric = Rubric(
        project=project,
        name=head["name"],
        title=head["title"],
        points=head["points"],
        exercises=tuple(_exercise(entry, str(path)) for entry in entries),
    )
    _validate(rubric, str(path))
    return rubric


def _expect_keys(table: dict[str, Any], types: dict[str, Any], where: str) -> None:
    for name, expected in types.items():
        if name not in table:
            raise RubricError(f"{where} has no {name!r}")
        if not isinstance(table[name], expected) or isinstance(table[name], bool):
            raise RubricError(f"{where}: {name} = {table[name]!r} has the wrong type")
    if unknown := set(table) - set(types):
        raise RubricError(f"{where}: unknown {sorted(unknown)}")


def _exercise(table: Any, where: str) -> Exercise:
    if not isinstance(table, dict):
        raise RubricError(f"{where}: an exercise is a table, not {table!r}")
    where = f"{where}, exercise {table.get('id', '?')}"
    table = {"visibility": "visible", **table}
    types = dict.fromkeys(("id", "title", "object", "reading", "visibility"), str)
    _expect_keys(table, {**types, "points": (int, float), "checks": list}, where)
    if not (math.isfinite(table["points"]) and table["points"] > 0):
        raise RubricError(f"{where}: points must be positive, not {table['points']}")
    if not table["checks"] or not all(isinstance(name, str) for name in table["checks"]):
        raise RubricError(f"{where}: checks must name at least one function, not {table['checks']}")
    if table["visibility"] not in get_args(Visibility):
        raise RubricError(f"{where}: visibility must be one of {get_args(Visibility)}")
    return Exercise(
        id=table["id"],
        title=table["title"],
        target=table["object"],
        points=table["points"],
        checks=tuple(table["checks"]),
        reading=table["reading"],
        visibility=table["visibility"],
    )


def _validate(rubric: Rubric, where: str) -> None:
    if rubric.name != rubric.project.name:
        raise RubricError(f"{where}: the name {rubric.name!r} is not that of its folder")
    total = sum(exercise.points for exercise in rubric.exercises)
    if not math.isclose(total, rubric.points):
        raise RubricError(f"{where}: the exercises' points add up to {total}, not {rubric.points}")
    _expect_unique([exercise.id for exercise in rubric.exercises], f"{where}: exercise ids")
    _expect_unique([exercise.target for exercise in rubric.exercises], f"{where}: objects")
    _expect_unique(
        [check for exercise in rubric.exercises for check in exercise.checks], f"{where}: checks"
    )
    for exercise in rubric.exercises:
        _find_object(rubric, exercise, f"{where}, exercise {exercise.id}")
    _match_checks(rubric, where)


def _expect_unique(names: list[str], what: str) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RubricError(f"{what} must differ, but {twice} stand there more than once")


def parse(path: Path) -> ast.Module:
    """Parse a file of ours into its syntax tree.

    Raises:
        RubricError: no such file, or no Python.
    """
    try:
        return ast.parse(path.read_bytes(), filename=str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise RubricError(f"{path} cannot be read: {error}") from None


def _find_object(rubric: Rubric, exercise: Exercise, where: str) -> None:
    """Raise unless the exercise's object is a function with a docstring in its own module."""
    package, *rest = exercise.module.split(".")
    if package != rubric.name or not rest or not all(part.isidentifier() for part in rest):
        raise RubricError(f"{where}: {exercise.target!r} is in no module of {rubric.name}")
    path = rubric.source(exercise.module)
    if not path.is_file():
        raise RubricError(f"{where}: unknown object {exercise.target!r}, there is no {path}")
    body = parse(path).body
    *classes, function = exercise.qualified_name.split(".")
    for name in classes:
        body = next((n.body for n in body if isinstance(n, ast.ClassDef) and n.name == name), [])
    definitions = [n for n in body if isinstance(n, ast.FunctionDef) and n.name == function]
    if len(definitions) != 1:
        raise RubricError(
            f"{where}: unknown object {exercise.target!r}: {path.name} must define it once, "
            f"it does {len(definitions)} times"
        )
    if not ast.get_docstring(definitions[0]):
        raise RubricError(f"{where}: {exercise.target!r} has no docstring, its specification")


def _match_checks(rubric: Rubric, where: str) -> None:
    """Raise unless every check has its function, and every function with `rng` its exercise."""
    wanted = {check for exercise in rubric.exercises for check in exercise.checks}
    defined = {
        node.name
        for node in parse(rubric.checks_file).body
        if isinstance(node, ast.FunctionDef)
        and [argument.arg for argument in node.args.args] == ["student", "reference", "rng"]
        and not node.name.startswith("_")
    }
    if missing := sorted(wanted - defined):
        raise RubricError(
            f"{where}: checks.py has no function {missing[0]}(student, reference, rng)"
        )
    if spare := sorted(defined - wanted):
        raise RubricError(f"{where}: the check {spare[0]!r} in checks.py belongs to no exercise")
