"""Take the exercises' bodies out of a source file, and leave every other byte as it is.

The file is edited through its concrete syntax tree (libcst), which keeps comments and layout.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import libcst as cst

from shared.grading.assignment.rubric import Exercise


def blank(source: str, exercises: list[Exercise], used_elsewhere: set[str]) -> str:
    """Return `source` with each exercise's body replaced by a `NotImplementedError`.

    Signature, decorators and docstring stay. Functions, private methods and constants of the file
    that only removed code refers to go as well, unless their name is in `used_elsewhere`. Imports
    stay: whoever solves the exercise needs them.
    """
    tree = cst.parse_module(source)
    targets = {exercise.qualified_name: exercise for exercise in exercises}
    solutions = _Bodies(targets)
    tree.visit(solutions)
    blanked = tree.visit(_Blank(targets))
    used_elsewhere = used_elsewhere | {name.split(".")[-1] for name in targets}
    orphans = _orphans(tree, blanked, names_in(*solutions.bodies), used_elsewhere)
    while orphans:
        tree = blanked
        removed = [node for node in _definitions(tree) if _name_of(node) in orphans]
        blanked = tree.visit(_Remove(removed))
        orphans = _orphans(tree, blanked, names_in(*removed), used_elsewhere)
    return blanked.code


def names_in(*nodes: cst.CSTNode) -> set[str]:
    """Return every identifier that stands in the nodes, after a dot or alone."""
    names: set[str] = set()

    class Collect(cst.CSTVisitor):
        def visit_Name(self, node: cst.Name) -> None:
            names.add(node.value)

    for node in nodes:
        node.visit(Collect())
    return names


def body_without_docstring(function: cst.FunctionDef) -> list[cst.BaseStatement]:
    """Return the statements of a function that solve its exercise."""
    statements = list(function.body.body) if isinstance(function.body, cst.IndentedBlock) else []
    if function.get_docstring() is not None:
        statements = statements[1:]
    return [statement for statement in statements if isinstance(statement, cst.BaseStatement)]


class _Bodies(cst.CSTVisitor):
    """A collector of the statements that solve the exercises."""

    def __init__(self, targets: dict[str, Exercise]) -> None:
        self.targets = targets
        self.path: list[str] = []
        self.bodies: list[cst.BaseStatement] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.path.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self.path.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        if ".".join([*self.path, node.name.value]) in self.targets:
            self.bodies += body_without_docstring(node)
        return False


class _Blank(cst.CSTTransformer):
    """A replacement of the bodies."""

    def __init__(self, targets: dict[str, Exercise]) -> None:
        self.targets = targets
        self.path: list[str] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.path.append(node.name.value)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        self.path.pop()
        return updated_node

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        exercise = self.targets.get(".".join([*self.path, original_node.name.value]))
        body = updated_node.body
        if exercise is None or not isinstance(body, cst.IndentedBlock):
            return updated_node
        docstring = body.body[: len(body.body) - len(body_without_docstring(updated_node))]
        return updated_node.with_changes(
            body=body.with_changes(
                body=[*docstring, _unsolved(exercise, len(self.path))], footer=[]
            )
        )


def _unsolved(exercise: Exercise, depth: int) -> cst.BaseStatement:
    """Return `raise NotImplementedError("exercise 1.2: its title")`, wrapped where the line is long."""
    title = exercise.title.replace("\\", "\\\\").replace('"', '\\"')
    message = f'"exercise {exercise.id}: {title}"'
    line = f"raise NotImplementedError({message})"
    indent = 4 * (depth + 1)
    if indent + len(line) > 100:
        line = f"raise NotImplementedError(\n{' ' * (indent + 4)}{message}\n{' ' * indent})"
    return cst.parse_statement(line + "\n")


def _definitions(tree: cst.Module) -> list[cst.CSTNode]:
    """List what may go: functions and constants at the top of a file, private methods in its classes."""
    nodes: list[cst.CSTNode] = list(tree.body)
    for statement in tree.body:
        if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            methods = [part for part in statement.body.body if isinstance(part, cst.FunctionDef)]
            nodes += [method for method in methods if method.name.value.startswith("_")]
    return [node for node in nodes if _name_of(node)]


def _name_of(node: cst.CSTNode) -> str | None:
    """Return the name that a function or an assignment of one name defines."""
    if isinstance(node, cst.FunctionDef):
        return node.name.value
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        statement = node.body[0]
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            target: cst.BaseExpression = statement.targets[0].target
        elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
            target = statement.target
        else:
            return None
        if isinstance(target, cst.Name):
            return target.value
    return None


def _orphans(
    before: cst.Module, after: cst.Module, lost: set[str], used_elsewhere: set[str]
) -> set[str]:
    """Return the names that the lost code used, that this file defines, and that nothing refers to."""
    defined = {_name_of(node) for node in _definitions(before)}
    orphans = set()
    for name in lost & defined - used_elsewhere:
        if name is None or name.startswith("__"):
            continue
        rest = [node for node in _top_parts(after) if _name_of(node) != name]
        if name not in names_in(*rest):
            orphans.add(name)
    return orphans


def _top_parts(tree: cst.Module) -> list[cst.CSTNode]:
    """Split the file into parts that are each one definition, or something else."""
    parts: list[cst.CSTNode] = []
    for statement in tree.body:
        if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            parts += [*statement.bases, *statement.decorators, *statement.body.body]
        else:
            parts.append(statement)
    return parts


class _Remove(cst.CSTTransformer):
    """A removal of definitions, at the top of a file and in its classes."""

    def __init__(self, nodes: list[cst.CSTNode]) -> None:
        self.nodes = nodes

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        gone = any(original_node is node for node in self.nodes)
        return cst.RemoveFromParent() if gone else super().on_leave(original_node, updated_node)


def solve(unsolved: str, solved: str, exercises: Sequence[Exercise]) -> str:
    """Put the solutions of `exercises` into `unsolved`, as someone would who knew `solved`.

    What only the solutions use, and `unsolved` lacks, comes along: private methods before the
    method that needs them, functions and constants at the end of the file.
    """
    texts = _texts(solved)
    for exercise in exercises:
        name = exercise.qualified_name
        present = _texts(unsolved)
        needed = _needed(name, texts, texts.keys() - present.keys())
        methods = [texts[helper] for helper in needed if "." in helper]
        others = [texts[helper] for helper in needed if "." not in helper]
        solution = "\n".join([*methods, texts[name]])
        unsolved = unsolved.replace(present[name], solution, 1)
        unsolved = "\n\n".join([unsolved, *others])
    return unsolved


def _needed(name: str, texts: Mapping[str, str], missing: set[str]) -> list[str]:
    """List those of the missing definitions that the definition `name` refers to, directly or not."""
    needed: list[str] = []
    waiting = [name]
    while waiting:
        words = set(re.findall(r"\w+", texts[waiting.pop()]))
        others = [name for name in texts if name in missing and name not in needed]
        helpers = [name for name in others if name.split(".")[-1] in words]
        needed += helpers
        waiting += helpers
    return needed


@functools.lru_cache(maxsize=64)  # the judge asks for each exercise of each hand-in
def _texts(source: str) -> Mapping[str, str]:
    """Return the lines of each function, method and constant of a file, by qualified name."""
    lines = source.splitlines(keepends=True)
    texts: dict[str, str] = {}

    def add(prefix: str, statements: Sequence[ast.stmt]) -> None:
        for node in statements:
            if isinstance(node, ast.ClassDef):
                add(f"{prefix}{node.name}.", node.body)
            elif name := _defined_by(node):
                texts[prefix + name] = "".join(lines[node.lineno - 1 : node.end_lineno])

    add("", ast.parse(source).body)
    return MappingProxyType(texts)


def _defined_by(node: ast.stmt) -> str | None:
    """Return the name that a function or an assignment of one name defines; see `_name_of`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target = node.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None
