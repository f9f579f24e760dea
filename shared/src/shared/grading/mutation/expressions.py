"""Mistakes in an expression. Each operator looks at one node and yields what may stand there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shared.grading.mutation.place import (
    Instead,
    Place,
    name_of_call,
    neighbors_swapped,
    number_node,
    whole_number,
    with_fields,
    without,
)

OTHER_OPERATION: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mod, ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip

AXES = frozenset(("dim", "axis", "dims", "start_dim", "end_dim", "keepdim", "keepdims"))
UNSEEN = frozenset(
    ("device", "strict", "stable", "non_blocking", "pin_memory", "inplace", "optimize", "out")
)
"""Arguments that change no value, or only where it would be no ordinary mistake."""
DEFAULTS = {"side": "left", "indexing": "ij", "mode": "nearest", "reduction": "mean"}
"""Keyword arguments that say what holds without them."""
AXIS_FIRST = frozenset(
    (
        "sum", "mean", "amax", "amin", "softmax", "log_softmax", "argmax", "argmin", "cumsum", "norm",
        "gather", "scatter", "scatter_add_", "index_select", "size", "squeeze", "unsqueeze", "flatten",
        "unflatten", "transpose", "permute", "chunk", "split", "unbind", "sort", "argsort",
    )
)  # fmt: skip
"""Methods whose positional numbers are axes."""
DEFAULT_AXES = {
    "sort": -1, "argsort": -1, "topk": -1, "diff": -1, "stack": 0, "cat": 0, "concatenate": 0,
    "chunk": 0, "split": 0, "unbind": 0,
}  # fmt: skip
"""The axis that a function takes where none is named."""
OTHER_TEXT = {
    "ij": "xy", "left": "right", "right": "left", "none": "mean", "sum": "mean", "float64": "float32",
    "nearest": "bilinear",
}  # fmt: skip
OTHER_DTYPE = {
    "double": "float", "float": "double", "float64": "float32", "float32": "float64", "int64": "int32",
}  # fmt: skip

_PAIRS = (
    ("min", "max"), ("amin", "amax"), ("minimum", "maximum"), ("argmin", "argmax"), ("sum", "mean"),
    ("any", "all"), ("floor", "ceil"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("sin", "cos"),
    ("new_zeros", "new_ones"), ("tril", "triu"), ("softmax", "log_softmax"), ("sigmoid", "tanh"),
    ("var", "std"), ("log", "log1p"), ("exp", "expm1"), ("sqrt", "square"), ("append", "extend"),
)  # fmt: skip
OTHER_FUNCTION = {
    **dict(_PAIRS), **{other: one for one, other in _PAIRS},
    "cumsum": "cumprod", "prod": "sum", "abs": "square", "logsumexp": "amax", "relu": "tanh",
}  # fmt: skip
OTHER_WORD = (
    ("rows", "columns"), ("row", "column"), ("height", "width"), ("left", "right"), ("x", "y"),
    ("first", "second"), ("query", "key"), ("key", "value"), ("keys", "values"), ("down", "right"),
    ("top", "left"), ("weight", "bias"), ("input", "output"), ("inputs", "outputs"), ("ih", "hh"),
    ("m", "v"), ("i", "j"), ("beta1", "beta2"), ("before", "after"), ("mean", "variance"),
    ("bn1", "bn2"), ("conv1", "conv2"), ("weight1", "weight2"), ("batch", "channels"),
)  # fmt: skip
"""Words of names that are easily taken for each other."""

SYMMETRIC = frozenset(
    (
        "min", "max", "minimum", "maximum", "equal", "allclose", "isclose", "gcd", "multiply",
        "isinstance", "transpose", "swapaxes",
    )
)  # fmt: skip
TRANSPOSES = frozenset(("transpose", "permute", "swapaxes", "movedim", "t"))
COPIES = frozenset(("detach", "clone", "copy", "requires_grad_"))
CASTS = frozenset(("double", "float", "long", "to", "astype", "type"))
SHAPE_KEPT = frozenset(
    (
        "clamp", "abs", "sqrt", "exp", "log", "log1p", "square", "sigmoid", "tanh", "relu",
        "softmax", "log_softmax", "flip", "cumsum", "masked_fill", "tril", "triu", "where",
    )
)  # fmt: skip
CONVERSIONS = frozenset(
    (
        "float", "int", "bool", "str", "len", "list", "tuple", "set", "dict", "range", "iter",
        "enumerate", "super", "tensor", "from_numpy", "array", "asarray", "atleast_2d",
        "device", "finfo", "defaultdict", "arange", "unbind", "chunk", "default_rng", "detach",
    )
)  # fmt: skip
"""Functions of one argument that change its form, not its value."""


def arithmetic(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Exchange an operator: `a + b` → `a - b`, `a * b` → `a / b`, `a ** b` → `a * b`, `a @ b` → `b @ a`."""
    if not isinstance(node, ast.BinOp | ast.AugAssign):
        return
    if other := OTHER_OPERATION.get(type(node.op)):
        yield Instead(with_fields(node, op=other()))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield Instead(with_fields(node, left=node.right, right=node.left))


def dropped_term(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Drop a term: `a + b` → `a` and `b`; `a / b` → `a`."""
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        yield Instead(node.left)
        if isinstance(node.op, ast.Add | ast.Mult | ast.BitAnd | ast.BitOr):
            yield Instead(node.right)


def comparison(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Compare otherwise: `a < b` → `a <= b`, `a == b` → `a != b`, `a in b` → `a not in b`."""
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            ops = [*node.ops[:index], OTHER_COMPARISON[type(op)](), *node.ops[index + 1 :]]
            yield Instead(with_fields(node, ops=ops))


def boolean(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Combine otherwise: `a and b` → `a or b`, `a`, `b`."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield Instead(with_fields(node, op=other))
        for index in range(len(node.values)):
            rest = without(node.values, index)
            yield Instead(rest[0] if len(rest) == 1 else with_fields(node, values=rest))


def negation(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Drop a sign: `-a` → `a`, `not a` → `a`, `~a` → `a`."""
    if isinstance(node, ast.UnaryOp) and not _counts_axes_from_the_end(node, place):
        yield Instead(node.operand)


def _counts_axes_from_the_end(node: ast.UnaryOp, place: Place) -> bool:
    """Return whether it is an axis such as -1, which may be the axis 1 as well."""
    if whole_number(node) is None:
        return False
    holder = next(parent for parent in reversed(place.parents) if not isinstance(parent, ast.Slice))
    of_shape = isinstance(holder, ast.Subscript) and ast.unparse(holder.value).endswith(".shape")
    return of_shape or place.keyword in AXES or name_of_call(place.parent) in AXIS_FIRST


def constant(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Change a constant: `0` → `1`, `3` → `2`, `4`; `0.5` → `1.0`, `1e-5` → `0.0`, `True` → `False`."""
    if place.keyword in AXES | UNSEEN:
        return
    whole = whole_number(node)
    if whole is not None and not isinstance(place.parent, ast.UnaryOp):
        # a + 0 is what a dropped term leaves
        is_term = isinstance(place.parent, ast.BinOp) and isinstance(
            place.parent.op, ast.Add | ast.Sub
        )
        for near in (1,) if whole == 0 else (whole - 1, whole + 1):
            if near != 0 or not is_term or place.field == "left":
                yield Instead(number_node(near))
    if not isinstance(node, ast.Constant):
        return
    value: Any = node.value
    if isinstance(value, bool):
        yield Instead(ast.Constant(not value))
    elif isinstance(value, float):
        if value != 0 and not value < 1e-6:
            yield Instead(ast.Constant(2 * value))
        if value < 0.01 or value == 1:
            yield Instead(ast.Constant(1.0 if value == 0 else 0.0))
    elif isinstance(value, str) and value in OTHER_TEXT:
        yield Instead(ast.Constant(OTHER_TEXT[value]))


def axis(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Take another axis: `dim=1` → `dim=0`, `dim=2`; `keepdim=True` → `False`; `a.T` → `a`."""
    if isinstance(node, ast.keyword) and node.arg in AXES:
        for value in _other_axes(node.value):
            yield Instead(with_fields(node, value=value))
    elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "mH"):
        yield Instead(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in TRANSPOSES and not isinstance(place.parent, ast.Expr):
            yield Instead(node.func.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "->" in node.value:
        given, _, made = node.value.partition("->")
        if len(made) >= 2 and made[-2:].isalpha():
            yield Instead(ast.Constant(f"{given}->{made[:-2]}{made[-1]}{made[-2]}"))


def _other_axes(node: ast.expr) -> Iterator[ast.expr]:
    whole = whole_number(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif whole is not None:
        others = {0, whole - 1, whole + 1} - {whole, -1 if whole >= 0 else None}
        yield from map(number_node, sorted(others))
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for index in range(len(node.elts)):
            yield with_fields(node, elts=without(node.elts, index))


def gradient(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Leave out a copy: `a.detach()` → `a`, `a.clone()` → `a`, `a.copy()` → `a`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in COPIES or node.args:
            return
        yield Instead(node.func.value)


def dtype(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Change the dtype: `a.double()` → `a.float()`, `a`; `a.to(b.dtype)` → `a`."""
    if isinstance(node, ast.Attribute) and node.attr in OTHER_DTYPE:
        yield Instead(with_fields(node, attr=OTHER_DTYPE[node.attr]))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        about_device = any("device" in ast.unparse(argument) for argument in node.args)
        if node.func.attr in CASTS and not about_device:
            yield Instead(node.func.value)


def call(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Leave out a call: `torch.tanh(a)` → `a`, `self.norm(a)` → `a`, `a.clamp(min=0)` → `a`."""
    if not isinstance(node, ast.Call) or isinstance(place.parent, ast.Expr):
        return
    function, name = node.func, name_of_call(node)
    of_module = (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in place.facts.defined
    )
    if isinstance(function, ast.Attribute) and name in SHAPE_KEPT and not of_module:
        yield Instead(function.value)
        return
    one = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
    of_self = isinstance(function, ast.Attribute) and ast.unparse(function.value) == "self"
    plain = isinstance(function, ast.Name) or of_module or of_self
    if one and plain and name not in CONVERSIONS and not name[:1].isupper():
        yield Instead(node.args[0])


def swapped(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Swap neighbors: `f(a, b)` → `f(b, a)`, `a[i, j]` → `a[j, i]`, `a, b = c` → `b, a = c`."""
    if isinstance(node, ast.Call) and name_of_call(node) not in SYMMETRIC:
        for args in neighbors_swapped(node.args):
            # a number or a text for what is none fails at once
            moved = [new for new, old in zip(args, node.args, strict=True) if new is not old]
            if len({isinstance(argument, ast.Constant) for argument in moved}) == 1:
                yield Instead(with_fields(node, args=args))
    elif isinstance(node, ast.Tuple | ast.List):
        unordered = isinstance(place.parent, ast.Compare) or place.field == "iter"
        if not unordered and place.keyword not in AXES:
            for elements in neighbors_swapped(node.elts):
                yield Instead(with_fields(node, elts=elements))


def off_by_one(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Move a limit: `range(n)` → `range(n - 1)`, `range(1, n)`; `a[i:]` → `a[i + 1:]`."""
    if name_of_call(node) in ("range", "arange", "slice") and isinstance(node, ast.Call):
        for index, argument in enumerate(node.args[:2]):
            for other in _one_more_or_less(argument):
                yield Instead(
                    with_fields(node, args=[*node.args[:index], other, *node.args[index + 1 :]])
                )
        if len(node.args) == 1 and name_of_call(node) == "range":
            yield Instead(with_fields(node, args=[ast.Constant(1), node.args[0]]))
    elif isinstance(node, ast.Slice):
        for field in ("lower", "upper"):
            for other in _one_more_or_less(getattr(node, field)):
                yield Instead(with_fields(node, **{field: other}))
        if node.step is not None:
            yield Instead(with_fields(node, step=None))


def _one_more_or_less(node: ast.expr | None) -> Iterator[ast.expr]:
    """Yield a - 1 and a + 1; of constants, and of those in a sum, others take care."""
    if isinstance(node, ast.BinOp) and whole_number(node.right) in (1, -1):
        return
    if node is not None and whole_number(node) is None and not isinstance(node, ast.Starred):
        yield ast.BinOp(node, ast.Sub(), ast.Constant(1))
        yield ast.BinOp(node, ast.Add(), ast.Constant(1))


def exchanged(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Call the opposite: `a.min()` → `a.max()`, `np.sum(a)` → `np.mean(a)`, `zeros(3)` → `ones(3)`."""
    other = OTHER_FUNCTION.get(name_of_call(node))
    if other and isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield Instead(with_fields(node, func=with_fields(node.func, attr=other)))
        elif other in place.facts.defined:
            yield Instead(with_fields(node, func=ast.Name(other, ast.Load())))


def keyword_dropped(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Leave out a keyword argument: `f(a, k=b)` → `f(a)`; of a flag another operator takes care."""
    if isinstance(node, ast.Call):
        for index, keyword in enumerate(node.keywords):
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            is_default = keyword.arg in DEFAULTS and value == DEFAULTS[keyword.arg]
            if keyword.arg in ("dim", "axis"):
                whole = whole_number(keyword.value)
                is_default = whole is not None and whole == DEFAULT_AXES.get(name_of_call(node))
            is_flag = isinstance(value, bool)
            if keyword.arg and keyword.arg not in UNSEEN and not is_default and not is_flag:
                yield Instead(with_fields(node, keywords=without(node.keywords, index)))


def names(node: ast.AST, place: Place) -> Iterator[Instead]:
    """Take one name for another: `rows` → `columns`, `self.left` → `self.right`, `"weight"` → `"bias"`."""
    facts = place.facts
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _taken_for(node.id, facts.names):
            yield Instead(with_fields(node, id=other))
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        for other in _taken_for(node.attr, facts.attributes):
            yield Instead(with_fields(node, attr=other))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        for other in _taken_for(node.value, facts.texts):
            yield Instead(with_fields(node, value=other))


def _taken_for(name: str, known: frozenset[str]) -> Iterator[str]:
    words = name.split("_")
    for pair in OTHER_WORD:
        for index, word in enumerate(words):
            if word in pair:
                other = pair[1 - pair.index(word)]
                candidate = "_".join([*words[:index], other, *words[index + 1 :]])
                if candidate in known:
                    yield candidate
