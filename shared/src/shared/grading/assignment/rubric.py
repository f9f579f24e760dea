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

    `builds_on` are the ids of exercises whose functions this one calls: the judge gives the
    reference's in place of those that failed. `not_allowed` are dotted names of ready functions;
    calling one costs `not_allowed_costs` points, by default all of them.
    """

    id: str
    title: str
    target: str
    points: float
    checks: tuple[str, ...]
    reading: str
    visibility: Visibility = "visible"
    builds_on: tuple[str, ...] = ()
    not_allowed: tuple[str, ...] = ()
    not_allowed_costs: float | None = None

    @property
    def module(self) -> str:
        """The module's full name."""
        return self.target.partition(":")[0]

    @property
    def qualified_name(self) -> str:
        """The object's name in its module, `function` or `Class.method`."""
        return self.target.partition(":")[2]


@dataclass(frozen=True)
class Challenge:
    """An exercise without a right answer, see `shared.grading.challenge`.

    `score` names what is measured, `cpu_seconds` is the budget of a training, `seeds` how many trainings
    count.
    """

    title: str
    score: str
    better: Literal["higher", "lower"]
    cpu_seconds: float
    seeds: int
    reading: str


@dataclass(frozen=True)
class Rubric:
    """The exercises of one assignment. `project` is the assignment's folder."""

    project: Path
    name: str
    title: str
    points: float
    exercises: tuple[Exercise, ...]
    challenge: Challenge | None = None

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

    @property
    def in_grading_order(self) -> tuple[Exercise, ...]:
        """The exercises, each after those that it builds on, else in the rubric's order."""
        ordered: dict[str, Exercise] = {}

        def add(exercise: Exercise) -> None:
            for other in self.exercises:
                if other.id in exercise.builds_on and other.id not in ordered:
                    add(other)
            ordered.setdefault(exercise.id, exercise)

        for exercise in self.exercises:
            add(exercise)
        return tuple(ordered.values())

    def foundations(self, exercise: Exercise) -> tuple[Exercise, ...]:
        """Return what an exercise builds on, directly or not, in grading order."""
        found: set[str] = set()
        for other in reversed(self.in_grading_order):
            above = (e for e in self.exercises if e.id in found or e is exercise)
            if any(other.id in one.builds_on for one in above):
                found.add(other.id)
        return tuple(other for other in self.in_grading_order if other.id in found)

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
    known = {"assignment", "exercise", "challenge"}
    if not isinstance(head, dict) or not isinstance(entries, list) or set(table) - known:
        raise RubricError(
            f"{path}: expected one [assignment], several [[exercise]], and at most one [challenge]"
        )
    _expect_keys(head, {"name": str, "title": str, "points": (int, float)}, f"{path}: assignment")
    rubric = Rubric(
        project=project,
        name=head["name"],
        title=head["title"],
        points=head["points"],
        exercises=tuple(_exercise(entry, str(path)) for entry in entries),
        challenge=_challenge(table["challenge"], str(path)) if "challenge" in table else None,
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
    table = {"visibility": "visible", "builds_on": [], "not_allowed": [], **table}
    table.setdefault("not_allowed_costs", table.get("points"))
    types: dict[str, Any] = dict.fromkeys(("id", "title", "object", "reading", "visibility"), str)
    types |= dict.fromkeys(("points", "not_allowed_costs"), (int, float))
    types |= dict.fromkeys(("checks", "builds_on", "not_allowed"), list)
    _expect_keys(table, types, where)
    if not (math.isfinite(table["points"]) and table["points"] > 0):
        raise RubricError(f"{where}: points must be positive, not {table['points']}")
    if not table["checks"] or not all(isinstance(name, str) for name in table["checks"]):
        raise RubricError(f"{where}: checks must name at least one function, not {table['checks']}")
    if table["visibility"] not in get_args(Visibility):
        raise RubricError(f"{where}: visibility must be one of {get_args(Visibility)}")
    if not 0 < table["not_allowed_costs"] <= table["points"]:
        raise RubricError(f"{where}: not_allowed_costs must be above 0 and at most the points")
    for name in table["not_allowed"]:
        if not (isinstance(name, str) and "." in name and name.replace(".", "_").isidentifier()):
            raise RubricError(f"{where}: not_allowed holds {name!r}, which is no dotted name")
    if not all(isinstance(name, str) for name in table["builds_on"]):
        raise RubricError(
            f"{where}: builds_on must hold ids of exercises, not {table['builds_on']}"
        )
    return Exercise(
        id=table["id"],
        title=table["title"],
        target=table["object"],
        points=table["points"],
        checks=tuple(table["checks"]),
        reading=table["reading"],
        visibility=table["visibility"],
        builds_on=tuple(table["builds_on"]),
        not_allowed=tuple(table["not_allowed"]),
        not_allowed_costs=table["not_allowed_costs"],
    )


def _challenge(table: Any, where: str) -> Challenge:
    if not isinstance(table, dict):
        raise RubricError(f"{where}: [challenge] is a table, not {table!r}")
    where = f"{where}, challenge"
    types: dict[str, Any] = dict.fromkeys(("title", "score", "better", "reading"), str)
    _expect_keys(table, {**types, "cpu_seconds": (int, float), "seeds": int}, where)
    if table["better"] not in ("higher", "lower"):
        raise RubricError(f"{where}: better must be higher or lower, not {table['better']!r}")
    if not (math.isfinite(table["cpu_seconds"]) and table["cpu_seconds"] > 0 < table["seeds"]):
        raise RubricError(f"{where}: cpu_seconds and seeds must be positive")
    return Challenge(**table)


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
    recipe = rubric.package / "recipe.py"
    if rubric.challenge and not recipe.is_file():
        raise RubricError(f"{where}: there is no {recipe}, the recipe that students begin with")
    _expect_foundations(rubric, where)
    _match_checks(rubric, where)


def _expect_foundations(rubric: Rubric, where: str) -> None:
    """Raise where an exercise builds on an unknown one, or two on each other."""
    left = {exercise.id: set(exercise.builds_on) for exercise in rubric.exercises}
    for exercise in rubric.exercises:
        if unknown := sorted(left[exercise.id] - set(left), key=str):
            raise RubricError(f"{where}, exercise {exercise.id}: builds on unknown {unknown}")
    while left:
        free = {name for name, below in left.items() if not below & set(left)}
        if not free:
            raise RubricError(f"{where}: exercises build on each other in a circle: {sorted(left)}")
        left = {name: below for name, below in left.items() if name not in free}


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
