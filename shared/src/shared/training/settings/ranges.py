"""Ranges of settings, declared where a setting is and checked when a configuration is made.

    @dataclass(frozen=True)
    class Budget(Checked):
        epochs: Annotated[int, AtLeast(1)] = 10
        dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1

`Budget(epochs=0)` raises "--epochs 0 is out of range: at least 1", whoever made it: a command
line, a saved run, or a study.
"""

from __future__ import annotations

import functools
import math
import typing
from dataclasses import dataclass, fields
from typing import Annotated, Any, Protocol

from shared.errors import UserError


class SettingsError(UserError):
    """A setting that cannot be; the message names it and what it may be."""


class Range(Protocol):
    """Numbers that a setting may be."""

    def holds(self, value: float) -> bool:
        """Return whether `value` is among them."""


def _said(number: float) -> str:
    """Return a number as people write it: a whole one with all its digits."""
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


@dataclass(frozen=True)
class AtLeast:
    """Numbers from `low` on."""

    low: float

    def holds(self, value: float) -> bool:
        """Return whether `value` is among them."""
        return value >= self.low

    def __str__(self) -> str:
        return f"at least {_said(self.low)}"


@dataclass(frozen=True)
class Above:
    """Numbers larger than `low`."""

    low: float

    def holds(self, value: float) -> bool:
        """Return whether `value` is among them."""
        return value > self.low

    def __str__(self) -> str:
        return f"above {_said(self.low)}"


@dataclass(frozen=True)
class Below:
    """Numbers smaller than `high`."""

    high: float

    def holds(self, value: float) -> bool:
        """Return whether `value` is among them."""
        return value < self.high

    def __str__(self) -> str:
        return f"below {_said(self.high)}"


@dataclass(frozen=True)
class Between:
    """Numbers from `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether `value` is among them."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"from {_said(self.low)} to {_said(self.high)}"


def check(name: str, value: Any, *ranges: Range) -> None:
    """Make sure that a setting is within all `ranges`.

    Args:
        name: as people write it, such as `--epochs`.
        value: a number, a tuple of numbers, or None, which is always within.
        ranges: what it may be. A number is finite in any case.

    Raises:
        SettingsError: it is outside.
    """
    values = value if isinstance(value, tuple | list) else (value,)
    numbers = [v for v in values if isinstance(v, int | float)]
    if all(_is_finite(v) and all(r.holds(v) for r in ranges) for v in numbers):
        return
    shown = " ".join(str(v) for v in values)
    allowed = " and ".join(str(r) for r in ranges) or "a finite number"
    raise SettingsError(f"{name} {shown} is out of range: {allowed}")


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond every float
        return False


class Checked:
    """A dataclass whose fields are checked against the ranges in their annotations."""

    def __post_init__(self) -> None:
        """Check every field.

        Raises:
            SettingsError: the first that is outside its range.
        """
        declared = _ranges(type(self))  # type: ignore[arg-type]  # of a class's own __hash__
        for name, ranges in declared.items():
            check("--" + name.replace("_", "-"), getattr(self, name), *ranges)


@functools.cache
def _ranges(kind: type[Any]) -> dict[str, tuple[Range, ...]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name: tuple(_metadata(hints[field.name])) for field in fields(kind)}


def _metadata(hint: Any) -> list[Range]:
    """Return the ranges in `Annotated[...]`, also inside `… | None` and `tuple[…]`."""
    found: list[Range] = []
    if typing.get_origin(hint) is Annotated:
        found += [m for m in hint.__metadata__ if isinstance(m, AtLeast | Above | Below | Between)]
    for part in typing.get_args(hint):
        found += _metadata(part)
    return found
