"""Where a node of the syntax tree stands, and what an operator puts in its place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shared.grading.mutation.facts import Facts


@dataclass(frozen=True)
class Place:
    """Where a node stands: its parents from the function down, and the facts of that function."""

    parents: tuple[ast.AST, ...]
    field: str
    facts: Facts

    @property
    def parent(self) -> ast.AST:
        """The node that holds it."""
        return self.parents[-1]

    @property
    def keyword(self) -> str:
        """The keyword argument whose value it is, alone or in a tuple; empty where it is none's."""
        for parent in reversed(self.parents):
            if isinstance(parent, ast.keyword):
                return parent.arg or ""
            if not isinstance(parent, ast.Tuple | ast.List | ast.UnaryOp):
                break
        return ""


@dataclass(frozen=True)
class Instead:
    """What replaces a node: another one, or for a statement several; `says` describes it if needed."""

    node: ast.AST | list[ast.stmt]
    says: str = ""


Operator = Callable[[ast.AST, Place], Iterator[Instead]]


def with_fields(node: Any, **fields: Any) -> Any:
    """Return a copy of a node with other fields; its children are shared."""
    return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **fields}), node)


def without(items: list[Any], index: int) -> list[Any]:
    """Return a list without one element."""
    return [*items[:index], *items[index + 1 :]]


def neighbors_swapped(items: list[Any]) -> Iterator[list[Any]]:
    """Swap each two neighbors that differ and are no `*rest`."""
    for index in range(len(items) - 1):
        one, other = items[index : index + 2]
        if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
            continue
        if ast.dump(one) != ast.dump(other):
            yield [*items[:index], other, one, *items[index + 2 :]]


def name_of_call(node: ast.AST) -> str:
    """Return the last part of a called function's name; empty where it is no call of a name."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def whole_number(node: ast.AST | None) -> int | None:
    """Return the value of a whole number, also a negative one; None where it is something else."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    value = node.value if isinstance(node, ast.Constant) else None
    return sign * value if type(value) is int else None


def number_node(value: float) -> ast.expr:
    """Return the node of a number, as Python's parser would make it."""
    return ast.parse(repr(value), mode="eval").body
