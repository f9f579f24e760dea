"""What a function's signature says about its arguments and results, for mistakes that depend on it."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

WITHOUT_GRADIENT = ("number", "whole tensor", "array")
Kind = Literal["tensor", "whole tensor", "scalar tensor", "array", "number", "list", "dict", ""]


@dataclass(frozen=True)
class Facts:
    """What is known about one function.

    Attributes:
        arguments: what each argument with an annotation is, and whether it may be None.
        results: what is returned; several entries for a tuple.
        is_exercise: whether it is the exercise itself, not a helper of it.
        defined: the names that the module or Python itself defines.
        first_line: where each name of the function is bound first; arguments in line 0.
        names, attributes, texts: what the function's code mentions.
        without_gradient: whether nobody asks for its results' gradient: it runs without, takes only
            numbers, or computes gradients itself.
    """

    arguments: Mapping[str, tuple[Kind, bool]] = field(default_factory=dict)
    results: tuple[Kind, ...] = ()
    is_exercise: bool = True
    defined: frozenset[str] = frozenset()
    first_line: Mapping[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    without_gradient: bool = False


def facts_of(
    function: ast.FunctionDef,
    module: ast.Module,
    aliases: Mapping[str, str],
    *,
    is_exercise: bool,
    by_hand: bool = False,
) -> Facts:
    """Collect the facts of a function of `module`.

    Args:
        function: the function.
        module: the file that it is in.
        aliases: types that have names of their own.
        is_exercise: whether it is an exercise, not a helper of one.
        by_hand: whether it computes gradients, so that nobody asks for theirs.
    """
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    arguments = {
        one.arg: _kind_of_argument(resolved(one.annotation, aliases))
        for one in every
        if one.annotation is not None
    }
    nodes = list(ast.walk(function))
    first_line = {one.arg: 0 for one in every}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            first_line[node.id] = min(node.lineno, first_line.get(node.id, node.lineno))
    decorators = " ".join(map(ast.unparse, function.decorator_list))
    return Facts(
        arguments=arguments,
        results=_kinds_of_results(resolved(function.returns, aliases)),
        is_exercise=is_exercise,
        defined=frozenset(_defined(module)) | frozenset(dir(builtins)),
        first_line=first_line,
        names=frozenset(node.id for node in nodes if isinstance(node, ast.Name)),
        attributes=frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute)),
        texts=frozenset(
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ),
        without_gradient=by_hand
        or "no_grad" in decorators
        or "inference_mode" in decorators
        or all(arguments.get(one.arg, ("", False))[0] in WITHOUT_GRADIENT for one in every),
    )


def _defined(module: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def type_aliases(path: Path, source_root: Path) -> dict[str, str]:
    """Return the types that a file gives names to, or imports from a file of its own project.

    `Images = Float[Tensor, "batch height width"]` is one.
    """
    aliases: dict[str, str] = {}
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.ImportFrom) and node.module and path.is_relative_to(source_root):
            other = source_root.joinpath(*node.module.split(".")).with_suffix(".py")
            if other.is_file():
                known = type_aliases(other, other.parent / "nowhere")  # one step is enough
                aliases |= {
                    alias.asname or alias.name: known[alias.name]
                    for alias in node.names
                    if alias.name in known
                }
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Subscript)
        ):
            aliases[node.targets[0].id] = ast.unparse(node.value)
    return aliases


def resolved(annotation: ast.expr | None, aliases: Mapping[str, str]) -> str:
    """Return an annotation's text, with named types spelled out; empty where there is none."""
    if annotation is None:
        return ""
    text = ast.unparse(annotation)
    return re.sub(r"(?<![.\w'\"])[A-Za-z_]\w*", lambda match: aliases.get(match[0], match[0]), text)


def _kind_of_argument(text: str) -> tuple[Kind, bool]:
    parts = [part.strip() for part in text.split("|")]
    return kind_of(next((p for p in parts if p != "None"), "")), "None" in parts


def _kinds_of_results(text: str) -> tuple[Kind, ...]:
    if not text:
        return ()
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.Subscript) and ast.unparse(tree.value) == "tuple":
        inner = tree.slice
        elements = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        return tuple(kind_of(ast.unparse(element)) for element in elements)
    return (kind_of(text),)


def kind_of(text: str) -> Kind:
    """Say what a value with an annotation of this text is; empty where that is not told."""
    head = text.partition("[")[0].strip()
    if head in ("float", "int", "complex"):
        return "number"
    if head in ("list", "dict"):
        return "list" if head == "list" else "dict"
    if "[" in text and head not in (
        "Float",
        "Float32",
        "Float64",
        "Int",
        "Int64",
        "UInt8",
        "Bool",
        "Shaped",
    ):
        return ""
    if "ndarray" in text:
        return "array"
    if "Tensor" not in text:
        return ""
    if head in ("Int", "Int64", "UInt8", "Bool"):
        return "whole tensor"
    return "scalar tensor" if text.endswith(", '']") else "tensor"
