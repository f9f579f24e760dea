"""Tables of people's own: columns found by forgiving spelling, their types inferred.

A column is one of numbers where nearly all of its values are, else of names. Nothing else is
guessed: the column to predict is named by whoever trains, and so is the one that tells rows apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from shared.data.text_files import Table
from work01_house_prices.data.numbers import (
    Complaint,
    TableError,
    is_missing,
    is_number_column,
    marks_of,
    read_numbers,
)

UNKNOWN = "NA"
"""The name of what is missing among names: pandas writes an NA of a file back as nothing."""
SHOWN = 12  # names of columns or values in a message
MANY = 20  # different names, in a column that has nearly as many as rows


@dataclass(frozen=True)
class Schema:
    """What a model is trained on.

    Attributes:
        target: the column to predict, as the training file spells it.
        id: the column that tells rows apart, or None: rows are counted.
        numbers, names: the columns to predict from, by kind.
        logarithm: whether the target's logarithm is learned.
        houses: whether the columns are the 79 of Ames, which have features of their own.
        marks: the decimal marks by which the columns of numbers were read, None where it is unclear.
    """

    target: str
    id: str | None
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    logarithm: bool
    houses: bool = False
    marks: Mapping[str, str | None] = field(default_factory=dict)


def string_series(values: Sequence[str | None]) -> pd.Series:
    """Return strings as pandas holds them: its string type in version 3, objects before."""
    return pd.Series(values, dtype="str" if pd.__version__ >= "3" else "object")


def simplified(name: str) -> str:
    """Return a column's name without case, spaces and signs: `Lot Area` and `lot_area` are one."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if character.isalnum()) or plain


def match_columns(wanted: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    """Return which of a file's columns is which wanted one; missing ones are left out.

    The same spelling comes first, then one that differs in case, spaces or signs alone, if there
    is but one.
    """
    found = {name: name for name in wanted if name in header}
    for name in wanted:
        alike = [one for one in header if simplified(one) == simplified(name)]
        alike = [one for one in alike if one not in found.values()]
        if name not in found and len(alike) == 1:
            found[name] = alike[0]
    return found


def spelled_otherwise(found: Mapping[str, str]) -> Iterator[str]:
    """Yield a line that shows which columns were matched though they are spelled otherwise."""
    pairs = [f"{there!r} is {name}" for name, there in found.items() if there != name]
    if pairs:
        yield f"columns matched by their spelling: {listed(pairs)}"


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the first few of many."""
    more = f", … ({len(names)} in all)" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def find_column(name: str, header: Sequence[str], option: str, where: str) -> str:
    """Return the column of a file that an option names.

    Raises:
        TableError: there is none.
    """
    found = match_columns([name], header)
    if name not in found:
        raise TableError(
            f"{where}: no column {name!r} for {option}; it has {listed([repr(h) for h in header])}"
        )
    return found[name]


def infer_schema(
    table: Table, where: str, target: str, id: str | None, names: Sequence[str]
) -> Schema:
    """Tell the columns of a training table apart.

    Args:
        table: as read.
        where: the file's name in messages.
        target: a column of the table.
        id: a column of the table, or None.
        names: columns that hold names though they look like numbers.

    Raises:
        TableError: there is nothing to predict from, or the target is the id.
    """
    if target == id:
        raise TableError(f"{where}: {target!r} cannot be both --target and --id")
    kinds: dict[str, list[str]] = {"number": [], "name": []}
    for column in table.columns:
        values = values_of(table, column)
        if column in (target, id) or all(map(is_missing, values)):
            continue
        is_number = column not in names and is_number_column(values)
        kinds["number" if is_number else "name"].append(column)
    if not (kinds["number"] or kinds["name"]):
        raise TableError(f"{where}: beside {target!r} there is no column to predict from")
    return Schema(target, id, tuple(kinds["number"]), tuple(kinds["name"]), logarithm=False)


def describe_schema(table: Table, where: str, schema: Schema) -> Iterator[str]:
    """Yield lines that say what is predicted from what."""
    scale = "by its logarithm" if schema.logarithm else "as it is"
    rows = f"rows are told apart by {schema.id!r}" if schema.id else "rows are counted: no --id"
    yield f"{where}: {schema.target!r} is predicted, learned {scale}; {rows}"
    yield f"{len(schema.numbers)} columns of numbers: {listed(schema.numbers) or '–'}"
    yield f"{len(schema.names)} columns of names: {listed(schema.names) or '–'}"
    used = {schema.target, schema.id, *schema.numbers, *schema.names}
    if empty := [column for column in table.columns if column not in used]:
        yield f"without any value, not used: {listed(empty)}"
    for column in schema.names:
        kinds = len(set(values_of(table, column)))
        if kinds > max(MANY, len(table.rows) // 2):
            yield (
                f"{column!r} has {kinds} different names in {len(table.rows)} rows, which teaches "
                "little: an --id, or a number with its unit?"
            )


def values_of(table: Table, column: str) -> list[str]:
    """Return a column's values, as in the file."""
    return [row[column] for row in table.rows]


def complaint(table: Table, where: str, column: str) -> Complaint:
    """Return what makes the error for a value of `column`."""
    return lambda row, what: TableError(
        f"{where}, line {table.lines[row]}, column {column!r}: {what}."
    )


def typed(table: Table, where: str, schema: Schema) -> pd.DataFrame:
    """Return the columns to predict from: numbers as float64, NaN for unknown; names as strings.

    Raises:
        TableError: a value is none of its column's kind.
    """
    found = match_columns([*schema.numbers, *schema.names], table.columns)
    numbers = {name: values_of(table, found[name]) for name in schema.numbers}
    marks = marks_of(numbers, table.delimiter, schema.marks)
    columns = {
        name: pd.Series(
            read_numbers(values, marks[name], complaint(table, where, found[name])), dtype="float64"
        )
        for name, values in numbers.items()
    }
    for name in schema.names:
        words = (value.strip() for value in values_of(table, found[name]))
        columns[name] = string_series([UNKNOWN if is_missing(word) else word for word in words])
    return pd.DataFrame(columns, columns=[*schema.numbers, *schema.names])


def row_ids(table: Table, where: str, column: str | None) -> list[str]:
    """Return what tells rows apart, as in the file; without a column rows are counted from 1.

    Raises:
        TableError: a row has no id, or another row's.
    """
    if column is None:
        return [str(number) for number in range(1, len(table.rows) + 1)]
    first_line: dict[str, int] = {}
    for line, value in zip(table.lines, (v.strip() for v in values_of(table, column)), strict=True):
        if not value:
            raise TableError(f"{where}, line {line}: the row has no {column!r}; give it one")
        if value in first_line:
            raise TableError(
                f"{where}, line {line}, column {column!r}: {value!r} was already used on line "
                f"{first_line[value]}. Every row has its own: remove one of the two."
            )
        first_line[value] = line
    return list(first_line)
