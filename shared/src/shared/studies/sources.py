"""Which code a number depends on: a digest of a function and of everything that it uses.

Of the module in which the measuring function stands, the digest takes what the function mentions:
functions, classes and constants, and what these mention in turn. So a new variant or another study
in the same file changes nothing. Of every other module of this course that is imported on the way,
it takes the whole file, and the files that this one imports. Comments, docstrings and layout do not
count; neither does code that only records, fetches or draws.

Code is read, never run. Other packages are told by their versions.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Code that records, shows or fetches, and changes no number: data are known by their own digests.
WITHOUT_EFFECT = (
    "shared.commands", "shared.data.sources", "shared.errors", "shared.files", "shared.plotting",
    "shared.reporting", "shared.studies", "shared.training.settings.command_line",
    "shared.training.machine.interruption", "shared.training.machine.joining",
    "shared.training.folder.logbook", "shared.training.folder.progress",
    "shared.training.folder.saved", "shared.training.folder.writer_lock",
)  # fmt: skip
LONGEST_ANNOTATION = 200  # characters; a longer text is no quoted annotation
_WORD = re.compile(r"[A-Za-z_]\w*")
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
def source_digest(*functions: str) -> str:
    """Return the digest of some `module:name` and all that they use, 16 hexadecimal digits.

    Args:
        functions: what measures, and the classes of its settings.

    Raises:
        LookupError: there is no such module or name.
    """
    texts: list[str] = []
    waiting: set[str] = set()
    for function in functions:
        module, _, name = function.partition(":")
        source = _module(module)
        if source is None:
            raise LookupError(f"there is no module {module} in this course")
        used, imported = source.part(name.partition(".")[0])
        texts.append(f"{function}: {used}")
        waiting |= imported
    done: set[str] = set()
    while waiting:
        module = waiting.pop()
        source = _module(module)
        if module in done or source is None or _without_effect(module):
            continue
        done.add(module)
        texts.append(f"{module}: {source.whole}")
        waiting |= source.imports(source.tree)
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:16]


def _without_effect(module: str) -> bool:
    _, _, rest = module.partition(".")
    inside = rest.partition(".")[0]
    return inside in DRAWING or any(
        module == name or module.startswith(f"{name}.") for name in WITHOUT_EFFECT
    )


@dataclass(frozen=True)
class _Module:
    """A file of this course, read.

    Attributes:
        name: dotted.
        inside: the name from which its relative imports count.
        tree: its syntax tree.
    """

    name: str
    inside: str
    tree: ast.Module

    @property
    def whole(self) -> str:
        """All of its code."""
        return _dump(self.tree)

    def imports(self, node: ast.AST) -> set[str]:
        """Return the modules behind all imports below `node`."""
        return {
            module
            for statement in ast.walk(node)
            if isinstance(statement, ast.Import | ast.ImportFrom)
            for modules in _bound(statement, self.inside).values()
            for module in modules
        }

    def part(self, name: str) -> tuple[str, set[str]]:
        """Return the code behind a top-level name, and the modules that it imports.

        It is the whole file where statements are not plain definitions: then no telling which of
        them the name depends on.

        Raises:
            LookupError: the file defines no such name.
        """
        defined: dict[str, list[ast.stmt]] = {}
        bound: dict[str, set[str]] = {}
        always: list[ast.stmt] = []
        plain = True
        for statement in self.tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                for key, modules in _bound(statement, self.inside).items():
                    bound.setdefault(key, set()).update(modules)
                plain &= "*" not in bound
                continue
            names = _defined(statement)
            for key in names:
                defined.setdefault(key, []).append(statement)
            if not names and not _is_text(statement):
                always.append(statement)
            if not isinstance(statement, _PLAIN):
                plain = False
        if name not in defined:
            raise LookupError(f"there is no {name} in {self.name}")
        if not plain:
            return self.whole, self.imports(self.tree)
        chosen: list[ast.stmt] = []
        imported: set[str] = set()
        waiting = [*always, *defined[name]]
        while waiting:
            statement = waiting.pop()
            if statement in chosen:
                continue
            chosen.append(statement)
            imported |= self.imports(statement)
            for mentioned in _mentioned(statement):
                imported |= bound.get(mentioned, set())
                waiting += defined.get(mentioned, [])
        ordered = [statement for statement in self.tree.body if statement in chosen]
        return "\n".join(map(_dump, ordered)), imported


_PLAIN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Expr,
)  # fmt: skip


def _mentioned(statement: ast.stmt) -> set[str]:
    """Return the names in a statement, those in quoted annotations too."""
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.update(_WORD.findall(node.value) if len(node.value) < LONGEST_ANNOTATION else ())
    return names


def _bound(node: ast.Import | ast.ImportFrom, inside: str) -> dict[str, set[str]]:
    """Return the names that an import binds, each with the modules behind it."""
    if isinstance(node, ast.Import):
        return {alias.asname or alias.name.partition(".")[0]: {alias.name} for alias in node.names}
    module = node.module or ""
    if node.level:  # relative: from the package that holds `inside`
        module = ".".join([*inside.split(".")[: -node.level], *filter(None, [module])])
    return {alias.asname or alias.name: _origin(module, alias.name) for alias in node.names}


def _origin(module: str, name: str) -> set[str]:
    """Return the modules behind `from module import name`.

    A package's `__init__` that does nothing but hand names on is passed through.
    """
    if _path(f"{module}.{name}") is not None:
        return {f"{module}.{name}"}
    source = _module(module)
    if source is None or name == "*":
        return {module}
    only_imports = all(
        isinstance(statement, ast.Import | ast.ImportFrom)
        or _is_text(statement)
        or _defined(statement) == {"__all__"}
        for statement in source.tree.body
    )
    for statement in source.tree.body if only_imports else ():
        if isinstance(statement, ast.ImportFrom):
            bound = _bound(statement, source.inside)
            if name in bound:
                return bound[name]
    return {module}


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
    return _Module(name, inside, ast.parse(path.read_text(encoding="utf-8")))


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
        if isinstance(node, ast.JoinedStr):
            node = ast.JoinedStr(_joined(node.values))
        fields = (
            f"{name}={_dump(value)}"
            for name, value in ast.iter_fields(node)
            if name not in ("ctx", "kind", "type_comment") and value not in (None, [])
        )
        return f"{type(node).__name__}({', '.join(fields)})"
    if isinstance(node, list):
        return f"[{', '.join(_dump(item) for item in node if not _is_text(item))}]"
    return repr(node)


def _joined(values: list[ast.expr]) -> list[ast.expr]:
    """Return the parts of an f-string with texts joined: Python 3.12 leaves some apart, or empty."""
    parts: list[ast.expr] = []
    for value in values:
        before = parts[-1] if parts else None
        if not isinstance(value, ast.Constant):
            parts.append(value)
        elif isinstance(before, ast.Constant):
            parts[-1] = ast.Constant(f"{before.value!s}{value.value!s}")
        elif value.value:
            parts.append(value)
    return parts
