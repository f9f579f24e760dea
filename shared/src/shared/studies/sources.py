"""Which code a number depends on: a digest of a function and of everything that it uses.

From a function the digest follows every name that its source mentions: functions, classes and
constants of its module, what they mention in turn, and the imports behind them, through the packages
of this course. So a measurement counts as long as this code is the same, and a new study in the same
file changes nothing. Comments, docstrings and layout do not count.

Code is read, never run. What is called through a name that is made at run time (`getattr`) is not
seen, and other packages are told by their versions only.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Code that records, shows or fetches, and changes no number: data are known by their own digests.
WITHOUT_EFFECT = (
    "shared.commands", "shared.data.sources", "shared.errors", "shared.files", "shared.plotting",
    "shared.reporting", "shared.studies", "shared.training.command_line",
    "shared.training.interruption", "shared.training.logbook", "shared.training.progress",
    "shared.training.saved",
)  # fmt: skip
DRAWING = ("figures", "commands")  # rooms of an assignment that draw and talk


def name_of(function: Callable[..., Any]) -> str:
    """Return `module:name`, by which another process finds the function.

    Raises:
        TypeError: it is a lambda or is defined inside another function.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    if "<" in name:
        raise TypeError(f"{name} cannot be found by its name: define it in a module, by itself")
    return name


@functools.cache
def source_digest(function: str) -> str:
    """Return the digest of `module:name` and all it uses, 16 hexadecimal digits.

    Raises:
        LookupError: there is no such module or name.
    """
    module, _, name = function.partition(":")
    if _module(module) is None or name not in _module(module).names:  # type: ignore[union-attr]
        raise LookupError(f"there is no {name} in {module}")
    done: set[tuple[str, str]] = set()
    waiting = [(module, name.partition(".")[0])]
    texts: set[str] = set()
    while waiting:
        place = waiting.pop()
        if place in done or _without_effect(place[0]):
            continue
        done.add(place)
        source = _module(place[0])
        if source is None:  # no module of this course
            continue
        for statement in source.statements(place[1]):
            texts.add(f"{place[0]}: {_dump(statement)}")
            waiting += source.used(statement)
        waiting += source.always
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:16]


def _without_effect(module: str) -> bool:
    _, _, rest = module.partition(".")
    inside = rest.partition(".")[0]
    return inside in DRAWING or any(
        module == name or module.startswith(f"{name}.") for name in WITHOUT_EFFECT
    )


@dataclass
class _Module:
    """The top-level statements of a module by the names they define.

    Attributes:
        name: dotted.
        names: name → statements that define it; imports are in `imported` instead.
        imported: name → (module, name in it), or (module, "") for a module.
        effects: statements that define nothing and run when the module is imported.
    """

    name: str
    names: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    effects: list[ast.stmt] = field(default_factory=list)

    @property
    def always(self) -> list[tuple[str, str]]:
        """What counts with any name of this module: its effects."""
        return [(self.name, "")] if self.effects else []

    def statements(self, name: str) -> list[ast.stmt]:
        """Return what defines `name`; the effects for "", and everything for "*"."""
        if name == "":
            return self.effects
        if name == "*":
            return [*self.effects, *(s for group in self.names.values() for s in group)]
        return self.names.get(name, [])

    def used(self, statement: ast.stmt) -> Iterator[tuple[str, str]]:
        """Yield the places in this course that a statement mentions."""
        local = dict(self.imported)
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                local |= _imports(node, self.name)
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module, name = local.get(node.value.id, ("", ""))
                if module and not name:
                    yield module, node.attr
            if isinstance(node, ast.Name):
                if node.id in local:
                    yield from _resolved(*local[node.id])
                elif node.id in self.names:
                    yield self.name, node.id


def _resolved(module: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield where `from module import name` leads, through packages that hand names on."""
    if not name:  # a module as a whole: its attributes are followed where they are named
        return
    source = _module(module)
    if source is not None and name in source.imported and name not in source.names:
        yield from _resolved(*source.imported[name])
    elif source is not None:
        yield module, name


def _imports(node: ast.Import | ast.ImportFrom, inside: str) -> dict[str, tuple[str, str]]:
    """Return the names that an import binds, and where they come from."""
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: (alias.name, "") for alias in node.names
        }
    module = node.module or ""
    if node.level:  # relative: from the package that holds `inside`
        module = ".".join([*inside.split(".")[: -node.level], *filter(None, [module])])
    bound = {}
    for alias in node.names:
        whole = f"{module}.{alias.name}"
        is_module = _path(whole) is not None
        bound[alias.asname or alias.name] = (whole, "") if is_module else (module, alias.name)
    return bound


@functools.cache
def _root(package: str) -> Path | None:
    """Return the folder of a top-level package of this course, None for others."""
    if package != "shared" and not package.startswith(("work", "final_")):
        return None
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return Path(spec.origin).parent if spec and spec.origin else None
    return Path(next(iter(spec.submodule_search_locations)))


@functools.cache
def _path(module: str) -> Path | None:
    """Return the file of a module of this course, None for others."""
    package, _, rest = module.partition(".")
    root = _root(package)
    if root is None:
        return None
    if not rest and (root / f"{package}.py").is_file():
        return root / f"{package}.py"
    place = root.joinpath(*rest.split(".")) if rest else root
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file():
            return path
    return None


@functools.cache
def _module(name: str) -> _Module | None:
    path = _path(name)
    if path is None:
        return None
    inside = f"{name}.__init__" if path.name == "__init__.py" else name
    module = _Module(name)
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            module.imported |= _imports(statement, inside)
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            continue
        defined = _defined(statement)
        for one in defined:
            module.names.setdefault(one, []).append(statement)
        if not defined and not _is_text(statement):
            module.effects.append(statement)
    return module


def _defined(statement: ast.stmt) -> set[str]:
    """Return the names that a top-level statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _is_text(node: ast.AST) -> bool:
    """Return whether `node` is a docstring: an expression that is a text."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _dump(node: Any) -> str:
    """Return an abstract syntax tree as text, without docstrings; the same for each Python version."""
    if isinstance(node, ast.AST):
        fields = (
            f"{name}={_dump(value)}"
            for name, value in ast.iter_fields(node)
            if name not in ("ctx", "kind", "type_comment") and value not in (None, [])
        )
        return f"{type(node).__name__}({', '.join(fields)})"
    if isinstance(node, list):
        return f"[{', '.join(_dump(item) for item in node if not _is_text(item))}]"
    return repr(node)
