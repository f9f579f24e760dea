"""Mistakes in a statement, or in a whole function: something missing, something too much."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shared.grading.mutation.facts import Kind
from shared.grading.mutation.place import Instead, Place, name_of_call, with_fields, without

MODES = frozenset(("no_grad", "inference_mode", "enable_grad", "set_grad_enabled"))
LEAVES = (ast.Return, ast.Break, ast.Raise)


def dropped_statement(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Leave out a statement: `a += b`, `f(a)`, `a[i] = b`, `break`, `raise`, a second `a = b`."""
    if not isinstance(node, ast.stmt):
        return
    siblings = getattr(place.parent, place.field)
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    in_if = isinstance(place.parent, ast.If) and len(siblings) == 1  # the condition's matter
    plain = isinstance(node, ast.AugAssign | ast.Break | ast.Continue | ast.Raise | ast.Delete)
    if (plain or is_call or _changes_something(node, place)) and not in_if:
        yield Instead([])


def _changes_something(node: ast.stmt, place: Place) -> bool:
    """Return whether an assignment changes what was there before it."""
    if not isinstance(node, ast.Assign):
        return False
    (target, *_) = node.targets
    if isinstance(target, ast.Name):
        return place.facts.first_line.get(target.id, node.lineno) < node.lineno
    return isinstance(target, ast.Subscript | ast.Attribute)


def condition(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Decide always and never: `if a:`; `b if a else c` → `b`, `c`; `for a in b if c` → `for a in b`."""
    if isinstance(node, ast.If):
        if not all(isinstance(statement, ast.Raise) for statement in node.body):
            yield Instead(node.body, f"{_header(node)} → always")
        yield Instead(node.orelse, f"{_header(node)} → never")
    elif isinstance(node, ast.IfExp):
        yield Instead(node.body)
        yield Instead(node.orelse)
    elif isinstance(node, ast.comprehension):
        for index in range(len(node.ifs)):
            yield Instead(with_fields(node, ifs=without(node.ifs, index)))


def _header(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


def loop(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Let a loop break after its first turn."""
    if isinstance(node, ast.For | ast.While) and not isinstance(node.body[-1], LEAVES):
        says = f"{_header(node)} → breaks after the first turn"
        yield Instead(with_fields(node, body=[*node.body, ast.Break()]), says)


def mode(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Leave out `with torch.no_grad():`, not its statements; leave out `@torch.no_grad()`."""
    if isinstance(node, ast.With):
        if all(name_of_call(item.context_expr) in MODES for item in node.items):
            yield Instead(node.body, f"with {ast.unparse(node.items[0])} → without")
    elif isinstance(node, ast.FunctionDef):
        for index, decorator in enumerate(node.decorator_list):
            if name_of_call(decorator) in MODES:
                rest = without(node.decorator_list, index)
                says = f"@{ast.unparse(decorator)} → removed"
                yield Instead(with_fields(node, decorator_list=rest), says)


CONSTANT = frozenset(
    f"{start}{name}{end}"
    for name in ("zeros", "ones", "full", "empty")
    for start, end in (("", ""), ("new_", ""), ("", "_like"))
)
"""Functions whose result has one value everywhere, or none."""
ZEROS: dict[Kind, str] = {
    "tensor": "(result := {}).new_zeros(result.shape)",
    "scalar tensor": "(result := {}).new_zeros(result.shape)",
    "whole tensor": "(result := {}).new_zeros(result.shape)",
    "array": "np.zeros_like({})",
    "number": "0 * {}",
    "list": "({})[:0]",
}
FIRST: dict[Kind, str] = {
    "tensor": "(result := {})[:1].expand_as(result)",
    "whole tensor": "(result := {})[:1].expand_as(result)",
    "array": "np.broadcast_to((result := {})[:1], result.shape)",
    "list": "(result := {})[:1] * len(result)",
}


def result(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Return zeros instead, or the first element again and again, or the result without its gradient."""
    facts = place.facts
    functions = [parent for parent in place.parents if isinstance(parent, ast.FunctionDef)]
    if not isinstance(node, ast.Return) or len(functions) != 1:
        return
    if node.value is None or isinstance(node.value, ast.Constant):
        return
    if len(facts.results) == 1:
        for other in _other_results(node.value, facts.results[0], facts.without_gradient):
            yield Instead(with_fields(node, value=other))
    elif isinstance(node.value, ast.Tuple) and len(node.value.elts) == len(facts.results):
        elements = node.value.elts
        for index, kind in enumerate(facts.results):
            for other in _other_results(elements[index], kind, facts.without_gradient):
                changed = [*elements[:index], other, *elements[index + 1 :]]
                yield Instead(with_fields(node, value=with_fields(node.value, elts=changed)))


def _other_results(node: ast.expr, kind: Kind, without_gradient: bool) -> Iterator[ast.expr]:
    text = ast.unparse(node)
    forms = []
    if name_of_call(node) not in CONSTANT:
        forms = [forms[kind] for forms in (ZEROS, FIRST) if kind in forms]
    has_gradient = kind in ("tensor", "scalar tensor") and not without_gradient
    if has_gradient and not text.endswith(".detach()"):
        forms.append("({}).detach()")
    for form in forms:
        yield ast.parse(form.format(text), mode="eval").body


def argument(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Clear an argument after its result is known: a tensor, an array, a list or a dictionary."""
    is_outermost = isinstance(node, ast.FunctionDef) and isinstance(place.parent, ast.Module)
    if not isinstance(node, ast.FunctionDef) or not is_outermost or not place.facts.is_exercise:
        return
    for name, (kind, optional) in place.facts.arguments.items():
        if "tensor" in kind:
            clearing = "given.data.zero_()"
        elif kind in ("array", "list", "dict"):
            clearing = "given.fill(0)" if kind == "array" else "given.clear()"
        else:
            continue
        start = 1 if ast.get_docstring(node) else 0
        held = ast.parse(f"given = {name}").body
        if optional:
            clearing = f"given is not None and {clearing}"
        last = ast.Try(node.body[start:], [], [], ast.parse(clearing).body)
        changed = with_fields(node, body=[*node.body[:start], *held, last])
        yield Instead(changed, f"argument {name} → cleared after the result is known")
