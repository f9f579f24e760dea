"""Hand-ins that prove a rubric: the reference, the empty starter, wrong and right solutions.

An assignment's `grading/right/*.py` and `grading/wrong/*.py` each hold solutions of one exercise: `OBJECT`
names it, and each public function is one solution, whatever its name. The docstring of a wrong one says
the mistake. Where the exercise has several checks, `CAUGHT_BY` says which one must see each mistake.
"""

from __future__ import annotations

import ast
import contextlib
import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from shared.grading.assignment.bodies import solve
from shared.grading.assignment.rubric import Exercise, Rubric, parse
from shared.grading.assignment.starter import blanked_sources
from shared.grading.errors import RubricError
from shared.grading.hand_ins.hand_in import HandIn

T = TypeVar("T")


@dataclass(frozen=True)
class Solution:
    """A right or wrong solution: its file, the object that it replaces, and its function there.

    `caught_by` is the check that must see a wrong one.
    """

    path: Path
    target: str
    function: str
    caught_by: str = ""

    @property
    def name(self) -> str:
        """The file's name and the function's."""
        return f"{self.path.stem}:{self.function}"


def reference(rubric: Rubric) -> HandIn:
    """Return the answers, as a hand-in."""
    return HandIn(
        "reference", {module: rubric.source(module).read_bytes() for module in rubric.modules}
    )


def empty(rubric: Rubric) -> HandIn:
    """Return the starter, handed in as it is."""
    return HandIn("empty", {module: text.encode() for module, text in _starter(rubric).items()})


def unsolved(rubric: Rubric, exercises: Collection[Exercise]) -> HandIn:
    """Return the starter with all solved but these exercises."""
    sources = dict(reference(rubric).sources)
    starter = _starter(rubric)
    for module in {exercise.module for exercise in exercises}:
        solved = [e for e in rubric.exercises if e.module == module and e not in exercises]
        answer = sources[module].decode()
        sources[module] = solve(starter[module], answer, solved).encode()
    return HandIn("without " + " ".join(e.id for e in exercises), sources)


@functools.cache  # seconds for each of many hand-ins
def _starter(rubric: Rubric) -> Mapping[str, str]:
    return blanked_sources(rubric)


def with_syntax_errors(rubric: Rubric, modules: Collection[str]) -> HandIn:
    """Return the reference with something that is no Python at the end of these files."""
    sources = dict(reference(rubric).sources)
    for module in modules:
        sources[module] += b"\n\ndef half(\n"
    return HandIn("syntax errors", sources)


def separating(things: Sequence[T]) -> list[list[T]]:
    """Return groups such that, for any two things, one group holds the first without the second.

    Their number grows as the logarithm: the things whose number has a digit 1, and those with a 0, for
    each binary digit.
    """
    digits = range(max(len(things) - 1, 1).bit_length())
    groups = [
        [thing for number, thing in enumerate(things) if (number >> digit) & 1 == value]
        for digit in digits
        for value in (0, 1)
    ]
    return [group for group in groups if group]


def wrong_solutions(rubric: Rubric) -> list[Solution]:
    """List what `grading/wrong` holds.

    Raises:
        RubricError: a file lacks OBJECT, or a mistake has no check that must see it.
    """
    checks = {exercise.target: exercise.checks for exercise in rubric.exercises}
    wrongs = []
    for solution in _solutions(rubric, "wrong"):
        by: Any = _constants(solution.path).get("CAUGHT_BY", {})
        own = checks.get(solution.target, ())
        caught_by = by.get(solution.function, own[0] if len(own) == 1 else "")
        if not caught_by:
            raise RubricError(f"{solution.path}: CAUGHT_BY lacks {solution.function}")
        wrongs.append(replace(solution, caught_by=caught_by))
    return wrongs


def right_solutions(rubric: Rubric) -> list[Solution]:
    """List what `grading/right` holds.

    Raises:
        RubricError: a file lacks OBJECT.
    """
    return list(_solutions(rubric, "right"))


def _solutions(rubric: Rubric, room: str) -> Iterator[Solution]:
    for path in sorted((rubric.project / "grading" / room).glob("*.py")):
        target = _constants(path).get("OBJECT")
        if not isinstance(target, str):
            raise RubricError(f"{path} must say OBJECT = …")
        for node in parse(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield Solution(path, target, node.name)


def _constants(path: Path) -> dict[str, Any]:
    """Return the literals that a file assigns to names at its top."""
    constants = {}
    for node in parse(path).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            with contextlib.suppress(ValueError):
                constants[node.targets[0].id] = ast.literal_eval(node.value)
    return constants


def with_solutions(rubric: Rubric, solutions: Sequence[Solution]) -> HandIn:
    """Return the reference with these solutions in it, one an exercise at most.

    Each takes the right one's place at the end of its module's file, in a function of its own, so that
    their helpers do not meet.
    """
    sources = dict(reference(rubric).sources)
    for number, solution in enumerate(solutions):
        module, _, name = solution.target.partition(":")
        sources[module] += _in_place(solution, name, f"_solution_{number}").encode()
    return HandIn("+".join(solution.name for solution in solutions), sources)


def reached(rubric: Rubric, solutions: Collection[Solution]) -> set[str]:
    """Return the ids of the exercises that these solve, and of those that build on them."""
    targets = {solution.target for solution in solutions}
    return {
        exercise.id
        for exercise in rubric.exercises
        if any(e.target in targets for e in (exercise, *rubric.foundations(exercise)))
    }


def _in_place(solution: Solution, name: str, maker: str) -> str:
    """Return source text that makes the solution and puts it in the place `name`."""
    tree = parse(solution.path)
    holder = name.rpartition(".")[0]
    body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    body.append(ast.Return(ast.Name(solution.function, ast.Load())))
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg("__class__")] if holder else [],  # for a method's super()
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    function = ast.FunctionDef(maker, arguments, body, [])
    text = ast.unparse(ast.fix_missing_locations(function))
    return f"\n\n\n{text}\n\n\n{name} = {maker}({holder})\n"


def rounds(solutions: Sequence[Solution]) -> list[list[Solution]]:
    """Divide solutions into as few hand-ins as hold one an exercise."""
    left = list(solutions)
    listed = []
    while left:
        chosen = {solution.target: solution for solution in reversed(left)}
        listed.append(list(chosen.values()))
        left = [solution for solution in left if chosen[solution.target] is not solution]
    return listed
