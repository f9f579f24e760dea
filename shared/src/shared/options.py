"""What `--help` calls an option."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from typing import Annotated, Any


def describe_plainly(*described: Callable[..., Any]) -> None:
    """Let `--help` say PATH for `Path | None`, `PATH ...` for a tuple, and nothing of a default None.

    An option whose default is None is one that can be left out: its own text says what happens then.

    Args:
        described: commands or configuration classes; the hints of their parameters or fields are
            annotated in place, for tyro.
    """
    for one in described:
        hints = typing.get_type_hints(one, include_extras=True)
        for owner in one.__mro__ if isinstance(one, type) else (one,):
            own = getattr(owner, "__annotations__", {})  # a class that has none inherits none
            own.update({name: _described(hints[name]) for name in own if name in hints})


def _described(hint: Any) -> Any:
    """Return a hint, annotated where tyro's own name for it is not what a person would say."""
    import tyro  # not needed by those who import an assignment

    kind, given = _plain(hint), getattr(hint, "__metadata__", ())
    kinds = [one for one in _kinds(kind) if one is not types.NoneType]
    optional = len(kinds) < len(_kinds(kind))
    is_tuple = typing.get_origin(kind) is tuple and typing.get_args(kind)[-1] is Ellipsis
    if not (optional or is_tuple):
        return hint
    name = _name(typing.get_args(kind)[0]) + " ..." if is_tuple else "|".join(map(_name, kinds))
    if any(getattr(one, "metavar", None) for one in given):
        name = ""  # it has one already
    return Annotated[hint, tyro.conf.arg(metavar=name or None, help_behavior_hint=_default)]


def _default(label: str) -> str:
    return "" if label in ("None", "") else f"(default: {label})"


def _plain(hint: Any) -> Any:
    """Return a hint without annotations."""
    return hint.__origin__ if typing.get_origin(hint) is Annotated else hint


def _kinds(kind: Any) -> tuple[Any, ...]:
    """Return the kinds that a union is of; any other kind alone."""
    is_union = typing.get_origin(kind) in (types.UnionType, typing.Union)
    return typing.get_args(kind) if is_union else (kind,)


def _name(hint: Any) -> str:
    """Return how help names a type: PATH, INT, {a,b}."""
    kind = _plain(hint)
    if kind is bool:
        return "{True,False}"
    if typing.get_origin(kind) is typing.Literal:
        return "{" + ",".join(map(str, typing.get_args(kind))) + "}"
    return str(getattr(kind, "__name__", kind)).upper()
