"""What lies in the student's process while one exercise is checked.

The hand-in's files lie over the starter. A file that does not import is left out. Where the exercise
builds on others that failed, the reference's functions stand in their place: then a mistake costs its
own exercise and no other. They come as a module beside the file, `<file>_given.py`: the starter with
those bodies solved. Only exercises that were graded before are given, so that no answer is in reach
of the exercise that asks for it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from shared.grading.assignment.bodies import solve
from shared.grading.assignment.rubric import Exercise, Rubric
from shared.grading.walls.limits import Place

GIVEN = "_given"


def sources(
    rubric: Rubric,
    starter: Mapping[str, str],
    hand_in: Mapping[str, bytes],
    foundations: Sequence[Exercise],
    failed: Collection[str],
) -> dict[str, bytes]:
    """Return the text of each module with exercises, and of the modules that give the reference's.

    Args:
        rubric: the assignment.
        starter: the starter's text of each module.
        hand_in: the files to take from the hand-in.
        foundations: what the exercise builds on, directly or not, graded already.
        failed: ids of the exercises that failed.
    """
    laid: dict[str, bytes] = {}
    for module in rubric.modules:
        below = [exercise for exercise in foundations if exercise.module == module]
        replaced = [exercise for exercise in below if exercise.id in failed]
        if module not in hand_in:
            laid[module] = _solved(rubric, starter[module], module, below).encode()
            continue
        laid[module] = hand_in[module]
        if replaced:
            given = module + GIVEN
            laid[given] = _given(rubric, starter[module], module, below, replaced).encode()
            laid[module] += _overrides(given, replaced).encode()
    return laid


def lay(place: Place, laid: Mapping[str, bytes], before: Collection[str]) -> None:
    """Write the modules into the place; those of `before` that are no longer there are removed."""
    for module in set(before) - set(laid):
        _file(place, module).unlink(missing_ok=True)
    for module, text in laid.items():
        path = _file(place, module)
        path.write_bytes(text)
        path.chmod(0o644)


def _file(place: Place, module: str) -> Path:
    return place.code.joinpath(*module.split(".")).with_suffix(".py")


def _solved(rubric: Rubric, text: str, module: str, exercises: Sequence[Exercise]) -> str:
    if not exercises:
        return text
    return solve(text, rubric.source(module).read_text(encoding="utf-8"), list(exercises))


def _given(
    rubric: Rubric,
    text: str,
    module: str,
    below: Sequence[Exercise],
    replaced: Sequence[Exercise],
) -> str:
    """Return the starter's module with the exercises `below` solved.

    A method comes as a function that makes it for a class, so that its `super()` finds the right one.
    """
    solved = _solved(rubric, text, module, below)
    tree = ast.parse(solved)
    makers = []
    for exercise in replaced:
        *classes, function = exercise.qualified_name.split(".")
        if classes:
            body = ast.unparse(_definition(tree, classes, function))
            indented = "\n".join(f"    {line}" for line in body.split("\n"))
            name = exercise.qualified_name.replace(".", "_")
            makers.append(f"def _make_{name}(__class__):\n{indented}\n    return {function}\n")
    return "\n\n".join([solved, *makers])


def _definition(tree: ast.Module, classes: Sequence[str], function: str) -> ast.stmt:
    body = tree.body
    for name in classes:
        body = next(n.body for n in body if isinstance(n, ast.ClassDef) and n.name == name)
    return next(n for n in body if isinstance(n, ast.FunctionDef) and n.name == function)


def _overrides(given: str, replaced: Sequence[Exercise]) -> str:
    """Return the lines at the end of a file of the hand-in that put the reference's in place."""
    lines = ["", "", f"import {given} as _given"]
    for exercise in replaced:
        name = exercise.qualified_name
        *classes, _ = name.split(".")
        if classes:
            holder = ".".join(classes)
            lines += [
                "try:",
                f"    {name} = _given._make_{name.replace('.', '_')}({holder})",
                "except (NameError, AttributeError):",
                f"    {classes[0]} = _given.{classes[0]}",
            ]
        else:
            lines.append(f"{name} = _given.{name}")
    return "\n".join(lines) + "\n"
