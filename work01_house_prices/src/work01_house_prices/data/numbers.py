"""Numbers as people write them: 12500, 12,500.00, 12.500,00, 12 500, 3,5, or nothing at all.

Whether the dot or the comma is the decimal mark is told by the values: `3,5` can be read in one way
only, `12.500` in two. Where no other number of the table tells, the dot is the decimal mark in a file
with commas or tabs between values; with semicolons, or where columns show both marks, the number is
refused with both readings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from shared.errors import UserError

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none", "nil", "-", "–", "—", "?", ".")
)
"""How an unknown value is written, in lower case."""
LARGEST = 1e100
"""Beyond it, sums of cubes overflow."""
NEARLY_ALL = 0.9
"""A column with so large a share of numbers is one, and its other values are mistakes."""

_SEPARATORS = re.compile(r"[ '’\u00a0\u202f]")
_GROUPS = re.compile(rf"^[+-]?\d{{1,3}}(?:{_SEPARATORS.pattern}\d{{3}})+(?=[.,eE]|$)")
_READINGS = {
    mark: re.compile(
        rf"[+-]?(?={mark}?\d)(?:\d+|[1-9]\d{{0,2}}(?:{group}\d{{3}})+)?(?:{mark}\d*)?"
        r"(?:[eE][+-]?\d+)?"
    )
    for mark, group in ((r"\.", ","), (",", r"\."))
}
_CODE = re.compile(r"0\d+")  # 01067 is a code, and no number


class TableError(UserError):
    """The table cannot be used; the message names the file, line, column and remedy."""


Complaint = Callable[[int, str], TableError]
"""Makes the error for a row's position and what is wrong with it."""


def is_missing(text: str) -> bool:
    """Return whether a value is unknown."""
    return text.strip().lower() in MISSING


def decimal_marks(text: str) -> frozenset[str]:
    """Return the decimal marks, `.` and `,`, with which `text` is a number: none, one, or both."""
    plain = _without_groups(text)
    return frozenset(mark[-1] for mark, form in _READINGS.items() if form.fullmatch(plain))


def is_number_column(values: Sequence[str]) -> bool:
    """Return whether a column holds numbers: nearly all of its known values are, and none is a code."""
    known = [value for value in values if not is_missing(value)]
    if any(_CODE.fullmatch(value.strip()) for value in known):
        return False
    return bool(known) and sum(map(bool, map(decimal_marks, known))) >= NEARLY_ALL * len(known)


def mark_of(values: Sequence[str]) -> str | None:
    """Return the decimal mark of the first of a column's numbers that shows one, else None."""
    shown = (marks for value in values if len(marks := decimal_marks(value)) == 1)
    return next((next(iter(marks)) for marks in shown), None)


def common_mark(columns: Sequence[Sequence[str]], delimiter: str) -> str | None:
    """Return the decimal mark of a table: what its columns show, else what goes with its delimiter.

    Args:
        columns: the values of the columns that hold numbers.
        delimiter: of the file. With commas or tabs between values a lone `12.500` is 12.5; with
            semicolons it may be either.
    """
    shown = {mark for values in columns if (mark := mark_of(values))}
    if shown:
        return shown.pop() if len(shown) == 1 else None
    return None if delimiter == ";" else "."


def marks_of(
    columns: Mapping[str, Sequence[str]], delimiter: str, before: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return the decimal mark by which each column of a table is read where it shows none itself.

    A table to predict is read as the one that was trained on: `12.500` is not 12500 in the one and
    12.5 in the other. Where the new table shows another mark, it remains unclear.

    Args:
        columns: the values of the columns that hold numbers, by name.
        delimiter: of the file.
        before: the marks by which the same columns of the training table were read; empty for that one.
    """
    common = common_mark(list(columns.values()), delimiter)
    shown = {name: mark_of(values) for name, values in columns.items()}
    every = set(filter(None, shown.values()))
    marks = {}
    for name, own in shown.items():
        earlier = before.get(name)
        inherited = earlier if every <= {earlier} else None
        marks[name] = own or (common if earlier is None else inherited)
    return marks


def read_numbers(
    values: Sequence[str],
    common: str | None,
    complain: Complaint,
    remedy: str = "Correct it, or leave it empty",
) -> list[float]:
    """Return a column's numbers, NaN where one is unknown.

    Args:
        values: as in the file.
        common: the table's decimal mark, for a column that shows none.
        complain: makes the error.
        remedy: what to do about a value that is no number.

    Raises:
        TableError: a value is no number, can be read in two ways, or is too large.
    """
    own = mark_of(values)
    numbers = []
    for row, value in enumerate(values):
        if is_missing(value):
            numbers.append(math.nan)
            continue
        marks = decimal_marks(value)
        mark = next(iter(marks)) if len(marks) == 1 else own or common
        if not marks:
            raise complain(row, f"{value[:40]!r} is no number. {remedy}")
        if own is not None and mark != own:
            raise complain(row, f"{value!r} has another decimal mark than the values before it")
        if mark is None and {".", ","} & set(value):
            readings = " or ".join(f"{_as_float(value, mark):g}" for mark in (".", ","))
            raise complain(row, f"{value!r} may be {readings}: write numbers without groups")
        number = _as_float(value, mark or ".")
        if not abs(number) <= LARGEST:
            raise complain(row, f"{value[:40]!r} is too large to compute with")
        numbers.append(number)
    return numbers


def _without_groups(text: str) -> str:
    stripped = text.strip().replace("\N{MINUS SIGN}", "-")
    return _GROUPS.sub(lambda found: _SEPARATORS.sub("", found[0]), stripped)


def _as_float(text: str, mark: str) -> float:
    group = "," if mark == "." else "."
    return float(_without_groups(text).replace(group, "").replace(mark, "."))
