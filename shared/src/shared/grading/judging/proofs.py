"""Hand-ins that prove a rubric: the reference, the empty starter, wrong and right solutions.

An assignment's `grading/wrong/*.py` each hold one plausible mistake: a docstring that says it, the
object it replaces (`OBJECT`), the check that must see it (`CAUGHT_BY`), and the wrong function. Its
`grading/right/*.py` each hold the right solutions of one exercise: `OBJECT`, and one public function
for each solution, whatever its name.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
        """The file's name, and the function's where the file holds several."""
        return self.path.stem if self.caught_by else f"{self.path.stem}:{self.function}"


def reference(rubric: Rubric) -> HandIn:
    """Return the answers, as a hand-in."""
    return HandIn(
        "reference", {module: rubric.source(module).read_bytes() for module in rubric.modules}
    )


def empty(rubric: Rubric) -> HandIn:
    """Return the starter, handed in as it is."""
    sources = blanked_sources(rubric)
    return HandIn("empty", {module: text.encode() for module, text in sources.items()})


def unsolved(rubric: Rubric, exercises: Collection[Exercise]) -> HandIn:
    """Return the starter with all solved but these exercises."""
    sources = dict(reference(rubric).sources)
    starter = blanked_sources(rubric)
    for module in {exercise.module for exercise in exercises}:
        solved = [e for e in rubric.exercises if e.module == module and e not in exercises]
        answer = sources[module].decode()
        sources[module] = solve(starter[module], answer, solved).encode()
    return HandIn("without " + " ".join(e.id for e in exercises), sources)


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
        RubricError: a file lacks OBJECT or CAUGHT_BY.
    """
    wrongs = []
    for path in _solution_files(rubric, "wrong"):
        target = _constant(path, "OBJECT")
        function = target.rpartition(":")[2].split(".")[-1]
        wrongs.append(Solution(path, target, function, _constant(path, "CAUGHT_BY")))
    return wrongs


def right_solutions(rubric: Rubric) -> list[Solution]:
    """List what `grading/right` holds.

    Raises:
        RubricError: a file lacks OBJECT.
    """
    return [
        Solution(path, _constant(path, "OBJECT"), node.name)
        for path in _solution_files(rubric, "right")
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _solution_files(rubric: Rubric, room: str) -> list[Path]:
    return sorted((rubric.project / "grading" / room).glob("*.py"))


def _constant(path: Path, name: str) -> str:
    for node in parse(path).body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == name
            and isinstance(node.value, ast.Constant)
        ):
            return str(node.value.value)
    raise RubricError(f"{path} must say {name} = …")


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
