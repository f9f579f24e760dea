"""Every mistake at every place of one function, as a changed text with a description in one line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from shared.grading.mutation import expressions, statements
from shared.grading.mutation.facts import Facts
from shared.grading.mutation.place import Instead, Operator, Place

OPERATORS: dict[str, Operator] = {
    "arithmetic": expressions.arithmetic,
    "dropped term": expressions.dropped_term,
    "comparison": expressions.comparison,
    "boolean": expressions.boolean,
    "negation": expressions.negation,
    "constant": expressions.constant,
    "axis": expressions.axis,
    "gradient": expressions.gradient,
    "dtype": expressions.dtype,
    "call": expressions.call,
    "swapped": expressions.swapped,
    "off by one": expressions.off_by_one,
    "exchanged": expressions.exchanged,
    "keyword": expressions.keyword_dropped,
    "name": expressions.names,
    "statement": statements.dropped_statement,
    "condition": statements.condition,
    "loop": statements.loop,
    "mode": statements.mode,
    "result": statements.result,
    "argument": statements.argument,
}

_TELLING = (
    ast.BinOp, ast.BoolOp, ast.Compare, ast.Call, ast.Subscript, ast.IfExp, ast.Lambda,
    ast.GeneratorExp, ast.ListComp, ast.DictComp, ast.SetComp, ast.stmt,
)  # fmt: skip
"""Nodes whose text alone says where in a function they stand."""


@dataclass(frozen=True)
class Change:
    """One mistake: its kind, what it changes into what, and the function's new text."""

    kind: str
    says: str
    function: str


@dataclass(frozen=True)
class _Slot:
    """A place that a node can be exchanged at."""

    parents: tuple[ast.AST, ...]
    field: str
    index: int | None

    @property
    def node(self) -> ast.AST:
        value = getattr(self.parents[-1], self.field)
        return value if self.index is None else value[self.index]


def changes(function: ast.FunctionDef, facts: Facts) -> list[Change]:
    """List every mistake that the operators make in a function, each text once, in a fixed order.

    Neither signature, docstring, annotations, assertions, nor what is raised are changed.
    """
    whole = ast.Module([function], [])
    seen = {ast.unparse(whole), ""}
    found: list[tuple[str, str, str, str]] = []
    for slot in [_Slot((whole,), "body", 0), *_slots((whole, function))]:
        place = Place(slot.parents, slot.field, facts)
        for kind, operator in OPERATORS.items():
            for instead in operator(slot.node, place):
                short, long, text = _changed(whole, slot, instead)
                if text not in seen and _compiles(text):
                    seen.add(text)
                    found.append((kind, short, long, text))
    return _described(found)


def _described(found: list[tuple[str, str, str, str]]) -> list[Change]:
    """Describe each by what changes; where two say the same, by its statement; then by a number."""
    shorts = Counter(short for _, short, _, _ in found)
    said: Counter[str] = Counter()
    described = []
    for kind, short, long, text in found:
        says = short if shorts[short] == 1 else long
        said[says] += 1
        number = f" ({said[says]})" if said[says] > 1 else ""
        described.append(Change(kind, says + number, text))
    return described


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _slots(parents: tuple[ast.AST, ...]) -> Iterator[_Slot]:
    """Yield what may be exchanged below the last of the parents, outer nodes first."""
    node = parents[-1]
    for field, value in ast.iter_fields(node):
        if _is_left_alone(node, field):
            continue
        for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(item, ast.AST) or _is_text_or_error(item):
                continue
            yield _Slot(parents, field, index)
            yield from _slots((*parents, item))


def _is_left_alone(node: ast.AST, field: str) -> bool:
    """Return whether a field says nothing of what a function does: its signature, annotations, contexts."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        return field != "body"
    return field in ("annotation", "ctx", "op", "ops") or isinstance(node, ast.Raise)


def _is_text_or_error(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Assert | ast.JoinedStr)


def _changed(whole: ast.Module, slot: _Slot, instead: Instead) -> tuple[str, str, str]:
    """Return a short and a long description of a change, and the text of the changed function.

    The text is empty where a statement is left that does nothing: another operator leaves it out. The
    tree is as before afterwards.
    """
    node = slot.node
    chain = [*slot.parents[1:], node]
    statement = next((one for one in reversed(chain) if isinstance(one, ast.stmt)), chain[0])
    told = next((one for one in reversed(chain) if isinstance(one, _TELLING)), statement)
    before, line = _first_line(told), _first_line(statement)
    parent, held = slot.parents[-1], getattr(slot.parents[-1], slot.field)
    new = instead.node
    if slot.index is None:
        setattr(parent, slot.field, new)
    else:
        middle = new if isinstance(new, list) else [new]
        changed = [*held[: slot.index], *middle, *held[slot.index + 1 :]]
        if not changed and isinstance(parent, ast.stmt) and slot.field == "body":
            changed = [ast.Pass()]
        setattr(parent, slot.field, changed)
    try:
        text = "" if _assigns_itself(statement) else ast.unparse(whole)
        if told is not node:
            after = _first_line(told)
        else:
            after = _first_line(new) if isinstance(new, ast.AST) else "removed"
    finally:
        setattr(parent, slot.field, held)
    short = instead.says or f"{before} → {after}"
    return short, short if told is statement else f"{short} in {line}", text


def _assigns_itself(statement: ast.AST) -> bool:
    """Return whether a statement is `a = a`."""
    if not isinstance(statement, ast.Assign):
        return False
    return ast.unparse(statement.targets[0]) == ast.unparse(statement.value)


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]
