"""Hand-ins that prove a rubric: the reference, the empty starter, and the wrong solutions.

An assignment's `grading/wrong/*.py` each hold one plausible mistake: a docstring that says it, the
object it replaces (`OBJECT`), the check that must see it (`CAUGHT_BY`), and the wrong function.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from shared.grading.assignment.rubric import Rubric, parse
from shared.grading.assignment.starter import blanked_sources
from shared.grading.hand_ins.hand_in import HandIn


@dataclass(frozen=True)
class Wrong:
    """One wrong solution: its file, the object that it replaces, the check that must see it."""

    path: Path
    target: str
    caught_by: str


def reference(rubric: Rubric) -> HandIn:
    """Return the answers, as a hand-in."""
    return HandIn(
        "reference", {module: rubric.source(module).read_bytes() for module in rubric.modules}
    )


def empty(rubric: Rubric) -> HandIn:
    """Return the starter, handed in as it is."""
    sources = blanked_sources(rubric)
    return HandIn("empty", {module: text.encode() for module, text in sources.items()})


def wrong_solutions(rubric: Rubric) -> list[Wrong]:
    """List what `grading/wrong` holds."""
    wrongs = []
    for path in sorted((rubric.project / "grading" / "wrong").glob("*.py")):
        constants = {
            node.targets[0].id: node.value.value
            for node in parse(path).body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        wrongs.append(Wrong(path, str(constants["OBJECT"]), str(constants["CAUGHT_BY"])))
    return wrongs


def with_wrong(rubric: Rubric, wrongs: list[Wrong]) -> HandIn:
    """Return the reference with these wrong solutions in it, one an exercise at most.

    Each is appended to its module's file and takes the right one's place.
    """
    sources = dict(reference(rubric).sources)
    for wrong in wrongs:
        module, _, name = wrong.target.partition(":")
        *_, function = name.split(".")
        replacement = f"{name} = {function}\n" if "." in name else ""
        sources[module] += b"\n\n" + wrong.path.read_bytes() + f"\n\n{replacement}".encode()
    return HandIn("+".join(wrong.path.stem for wrong in wrongs), sources)


def rounds(rubric: Rubric) -> list[list[Wrong]]:
    """Divide all wrong solutions into as few hand-ins as hold one an exercise."""
    left = wrong_solutions(rubric)
    listed = []
    while left:
        chosen = {wrong.target: wrong for wrong in reversed(left)}
        listed.append(list(chosen.values()))
        left = [wrong for wrong in left if chosen[wrong.target] is not wrong]
    return listed
