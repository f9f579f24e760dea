"""The mutants of an exercise: its module's source with one mistake in what a student would write."""

from __future__ import annotations

import ast
import difflib
import random
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.grading.assignment.rubric import Exercise, Rubric
from shared.grading.assignment.starter import blanked_sources
from shared.grading.mutation.changes import changes
from shared.grading.mutation.facts import facts_of, type_aliases


@dataclass(frozen=True)
class Mutant:
    """One mistake in the reference.

    Attributes:
        exercise: the exercise's id.
        kind: the operator that made it.
        says: what it changes, in one line; the list of equivalents names it by that.
        difference: the changed lines, with - and +.
        source: the whole module with the mistake.
    """

    exercise: str
    kind: str
    says: str
    difference: str
    source: str


def mutants_of(rubric: Rubric) -> dict[str, list[Mutant]]:
    """List every mutant of each exercise, by its id.

    What is changed is the exercise's function, and what goes with it from the starter: the helpers in
    the same file that only solutions use. A helper of two exercises belongs to the first.
    """
    starter = blanked_sources(rubric)
    taken: set[tuple[str, str]] = set()
    listed = {}
    for exercise in rubric.exercises:
        source = rubric.source(exercise.module).read_text(encoding="utf-8")
        gone = _functions(source).keys() - _functions(starter[exercise.module]).keys()
        names = [exercise.qualified_name, *_helpers(source, exercise.qualified_name, gone)]
        names = [name for name in names if (exercise.module, name) not in taken]
        taken |= {(exercise.module, name) for name in names}
        listed[exercise.id] = [
            mutant for name in names for mutant in _mutants(rubric, exercise, source, name)
        ]
    return listed


def unchanged(rubric: Rubric, exercise: Exercise) -> str:
    """Return the exercise's module as mutants have it, but without a mistake."""
    source = rubric.source(exercise.module).read_text(encoding="utf-8")
    function = _functions(source)[exercise.qualified_name]
    return _replaced(source, function, ast.unparse(function))


def sample(mutants: Sequence[Mutant], most: int, seed: int) -> list[Mutant]:
    """Draw at most so many mutants, as evenly over their kinds as there are any; order is kept."""
    if len(mutants) <= most:
        return list(mutants)
    rng = random.Random(f"{seed} {mutants[0].exercise}")
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    for group in by_kind.values():
        rng.shuffle(group)
    drawn: set[str] = set()
    while len(drawn) < most:
        for group in list(by_kind.values()):
            if group and len(drawn) < most:
                drawn.add(group.pop().source)
    return [mutant for mutant in mutants if mutant.source in drawn]


def _functions(source: str) -> dict[str, ast.FunctionDef]:
    """Return the functions and methods of a file by their qualified names."""

    def found(prefix: str, body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef]]:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                yield prefix + node.name, node
            elif isinstance(node, ast.ClassDef):
                yield from found(f"{prefix}{node.name}.", node.body)

    return dict(found("", ast.parse(source).body))


def _helpers(source: str, name: str, gone: set[str]) -> list[str]:
    """List those of `gone` that the function `name` uses, directly or not, in the file's order."""
    functions = _functions(source)
    used: set[str] = set()
    waiting = [name]
    while waiting:
        words = set(re.findall(r"\w+", ast.unparse(functions[waiting.pop()])))
        more = {other for other in gone - used if other.split(".")[-1] in words}
        used |= more
        waiting += more
    return [other for other in functions if other in used]


def _mutants(rubric: Rubric, exercise: Exercise, source: str, name: str) -> Iterator[Mutant]:
    path = rubric.source(exercise.module)
    function = _functions(source)[name]
    aliases = type_aliases(path, rubric.project / "src")
    is_exercise = name == exercise.qualified_name
    by_hand = any(re.search(r"autograd|backward|\.grad\b", ready) for ready in exercise.not_allowed)
    module = ast.parse(source)
    facts = facts_of(function, module, aliases, is_exercise=is_exercise, by_hand=by_hand)
    plain = ast.unparse(function)
    for change in changes(function, facts):
        says = change.says if is_exercise else f"{name}: {change.says}"
        yield Mutant(
            exercise=exercise.id,
            kind=change.kind,
            says=says,
            difference=_difference(plain, change.function),
            source=_replaced(source, function, change.function),
        )


def _difference(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _replaced(source: str, function: ast.FunctionDef, text: str) -> str:
    """Put `text` in the place of a function, at its indentation."""
    lines = source.splitlines(keepends=True)
    first = min([function.lineno, *(node.lineno for node in function.decorator_list)])
    indented = textwrap.indent(text, " " * function.col_offset)
    return "".join([*lines[: first - 1], indented + "\n", *lines[function.end_lineno :]])
