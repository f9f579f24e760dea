"""House prices from Kaggle, tables of people's own, or generated: read, checked, typed.

A CSV file is hostile until it is checked. Everything that can be wrong with one raises an error that
names the file, the line, the column and the remedy. What comes out has one meaning only: numbers
are float64, names are strings. In the competition's columns "no such thing" is `"None"`, and
unknown is missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Float, Shaped

from shared.data.text_files import Table, parse_table, read_table
from work01_house_prices.data import sample
from work01_house_prices.data.columns import (
    FEATURE_NAMES,
    FEATURES,
    ID,
    NOMINAL,
    NUMERIC,
    ORDERED,
    TARGET,
    Numeric,
    Ordered,
)
from work01_house_prices.data.features import restore_none
from work01_house_prices.data.numbers import (
    TableError,
    common_mark,
    is_missing,
    marks_of,
    read_numbers,
)
from work01_house_prices.data.own_tables import (
    Schema,
    complaint,
    describe_schema,
    find_column,
    infer_schema,
    listed,
    match_columns,
    row_ids,
    spelled_otherwise,
    string_series,
    typed,
    values_of,
)

NO_TABLE = Table((), (), (), ",")
HOUSES = Schema(TARGET, ID, NUMERIC, (*ORDERED, *NOMINAL), logarithm=True, houses=True)
"""What the competition predicts from what."""
LARGEST_AMOUNT = 1e12  # square feet, dollars, years
ENDINGS = tuple(f".{kind}{packed}" for kind in ("csv", "tsv", "txt") for packed in ("", ".gz"))
GENERATED = "the generated sample"


@dataclass(frozen=True)
class HousePrices:
    """A competition's two tables, or people's own.

    Attributes:
        train: the features of the houses whose price is known; for Kaggle's, ordered as
            `FEATURE_NAMES`.
        prices: their sale prices in dollars, positive; for other tables the column to predict.
        test: the same features of the houses whose price is to be predicted; it may have no rows.
        train_ids, test_ids: what tells rows apart, as in the file, all different.
        schema: what is predicted from what.
        table: the training rows as they were read.
        notes: what people should know about how their tables were read.
    """

    train: pd.DataFrame
    prices: Float[np.ndarray, " train"]
    test: pd.DataFrame
    train_ids: Shaped[np.ndarray, " train"]
    test_ids: Shaped[np.ndarray, " test"]
    schema: Schema = HOUSES
    table: Table = NO_TABLE
    notes: tuple[str, ...] = ()

    @property
    def log_prices(self) -> Float[np.ndarray, " train"]:
        """The logarithms: Kaggle scores the root mean squared error of log(price)."""
        return np.log(self.prices)

    @property
    def targets(self) -> Float[np.ndarray, " train"]:
        """What is learned: the logarithms, or what is to be predicted as it is."""
        return self.log_prices if self.schema.logarithm else self.prices


def load(
    source: str | Path,
    target: str | None = None,
    id: str | None = None,
    names: Sequence[str] = (),
) -> HousePrices:
    """Read both tables.

    Args:
        source: `"kaggle"` fetches and verifies the competition's files; `"sample"` generates a
            small table of the same shape, offline; anything else is a table, or a folder that
            holds `train.csv` and perhaps `test.csv`.
        target: the column to predict; None where the table is as the competition's.
        id: the column that tells rows apart; None takes one called Id, if there is one.
        names: columns that hold names though they look like numbers.

    Raises:
        UserError: a file is missing or cannot be used.
    """
    if source == "sample":
        train, test = (parse_table(text, GENERATED) for text in sample.csv_tables())
        return combine(train, GENERATED, test, GENERATED, target, id, names)
    path, test_path = find_files(_kaggle_folder() if source == "kaggle" else Path(source))
    to_predict = None if test_path is None else read_table(test_path)
    return combine(read_table(path), str(path), to_predict, str(test_path), target, id, names)


def _kaggle_folder() -> Path:
    from shared.data import fetch  # imported here: the sample and own folders need no catalogue

    return Path(fetch("house-prices"))


def find_files(place: Path) -> tuple[Path, Path | None]:
    """Return the table to train on, and the one to predict if there is one.

    Raises:
        TableError: there is none, or there are several.
    """
    if place.is_file():
        return place, None
    found: dict[str, list[Path]] = {"train": [], "test": []}
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        for name, paths in found.items():
            if path.name.lower() in [name + ending for ending in ENDINGS]:
                paths.append(path)
    for name, paths in found.items():
        if len(paths) > 1:
            both = " and ".join(path.name for path in paths)
            raise TableError(f"{place} holds {both}: keep one as the {name} table")
    if not found["train"]:
        raise TableError(
            f"there is no table {place / 'train.csv'}: name a table or a folder with train.csv (and "
            "test.csv to predict) by --data, or use --data kaggle or --data sample"
        )
    return found["train"][0], next(iter(found["test"]), None)


def combine(
    train: Table,
    where: str,
    test: Table | None,
    where_test: str,
    target: str | None = None,
    id: str | None = None,
    names: Sequence[str] = (),
) -> HousePrices:
    """Check and type a training table and the one to predict.

    Args:
        train: the training table.
        where: its file's name in messages.
        test: the table to predict, or None.
        where_test: its file's name.
        target: see `load`.
        id: see `load`.
        names: see `load`.

    Raises:
        TableError: one of them cannot be used.
    """
    require_rows(train, where)
    schema = schema_of(train, where, target, id, names)
    prices = read_target(train, where, schema)
    if not schema.houses:
        schema = replace(schema, logarithm=is_rather_logarithmic(prices))
    schema = replace(schema, marks=marks_of(number_values(train, schema), train.delimiter, {}))
    features, ids = features_of(train, where, schema), row_ids(train, where, schema.id)
    describe = column_notes if schema.houses else describe_schema
    notes = [*describe(train, where, schema)]
    test_features, test_ids = features.iloc[:0], list[str]()
    if test is not None:
        test_features, test_ids = read_new(test, where_test, schema)
        notes += column_notes(test, where_test, schema)
        if schema.id and (both := set(ids) & set(test_ids)):
            first = next(one for one in test_ids if one in both)
            raise TableError(
                f"{where_test}: {schema.id} {first} is in {where} too; the tables must not overlap "
                f"({len(both)} such rows). Is one a copy of the other?"
            )
    return HousePrices(
        features, prices, test_features, np.array(ids, dtype=object),
        np.array(test_ids, dtype=object), schema, train, tuple(notes),
    )  # fmt: skip


def read_new(table: Table, where: str, schema: Schema) -> tuple[pd.DataFrame, list[str]]:
    """Return the features and the ids of a table to predict.

    Raises:
        TableError: a column is missing, or holds what it must not.
    """
    features = features_of(table, where, schema)
    id = None if schema.id is None else find_column(schema.id, table.columns, "the id", where)
    return features, row_ids(table, where, id)


def schema_of(
    table: Table, where: str, target: str | None, id: str | None, names: Sequence[str]
) -> Schema:
    """Tell what a training table's columns are: the competition's, or inferred.

    Raises:
        TableError: a column is missing.
    """
    if target is None:
        require_columns(table, where, [*FEATURE_NAMES, TARGET])
    target = find_column(target or TARGET, table.columns, "--target", where)
    if id is None:
        id = match_columns([ID], table.columns).get(ID)
    else:
        id = find_column(id, table.columns, "--id", where)
    found = match_columns(FEATURE_NAMES, table.columns)
    if len(found) == len(FEATURE_NAMES) and target not in found.values():
        if names:
            raise TableError(f"{where}: --names is for other tables; what houses have is known")
        return replace(HOUSES, target=target, id=id)
    chosen = [find_column(name, table.columns, "--names", where) for name in names]
    if taken := [name for name in chosen if name in (target, id)]:
        raise TableError(
            f"{where}: {taken[0]!r} is no column to predict from: leave it out of --names"
        )
    return infer_schema(table, where, target, id, chosen)


def require_columns(table: Table, where: str, wanted: Sequence[str]) -> None:
    """Make sure that a table has the competition's columns.

    Raises:
        TableError: it lacks some; they are named, and how to train on other ones.
    """
    found = match_columns(wanted, table.columns)
    if missing := [repr(name) for name in wanted if name not in found]:
        raise TableError(
            f"{where} lacks {len(missing)} of the {len(wanted)} columns of House Prices: "
            f"{listed(missing)}. It has {listed([repr(name) for name in table.columns])}. For a "
            "table of another subject name the column to predict: --target COLUMN"
        )


def require_rows(table: Table, where: str) -> None:
    """Make sure that a table has rows.

    Raises:
        TableError: it has none.
    """
    if not table.rows:
        raise TableError(f"{where} has a first line and no rows")


def column_notes(table: Table, where: str, schema: Schema) -> Iterator[str]:
    """Yield how a table's columns were matched, and which are not used."""
    wanted = (schema.target, *filter(None, [schema.id]), *schema.numbers, *schema.names)
    found = match_columns(wanted, table.columns)
    for line in spelled_otherwise(found):
        yield f"{where}: {line}"
    spare = [repr(name) for name in table.columns if name not in found.values()]
    if spare:
        yield f"{where}: columns that are not used: {listed(spare)}"


def features_of(table: Table, where: str, schema: Schema) -> pd.DataFrame:
    """Return the columns to predict from.

    Raises:
        TableError: one is missing, or holds what it must not.
    """
    wanted = FEATURE_NAMES if schema.houses else (*schema.numbers, *schema.names)
    found = match_columns(wanted, table.columns)
    if missing := [repr(name) for name in wanted if name not in found]:
        raise TableError(
            f"{where} lacks {len(missing)} of the {len(wanted)} columns that the model predicts "
            f"from: {listed(missing)}. It has {listed([repr(name) for name in table.columns])}"
        )
    require_rows(table, where)
    if schema.houses:
        return _house_features(table, where, found, schema)
    return typed(table, where, schema)


def number_values(table: Table, schema: Schema) -> dict[str, list[str]]:
    """Return the values of the columns of numbers, as in the file; a column that is missing is left out."""
    found = match_columns(schema.numbers, table.columns)
    return {name: values_of(table, column) for name, column in found.items()}


def _house_features(
    table: Table, where: str, found: dict[str, str], schema: Schema
) -> pd.DataFrame:
    values = {name: values_of(table, found[name]) for name in FEATURE_NAMES}
    numeric = {name: values[name] for name in NUMERIC}
    marks = marks_of(numeric, table.delimiter, schema.marks)
    columns = {}
    for column in FEATURES:
        complain = complaint(table, where, found[column.name])
        if isinstance(column, Numeric):
            numbers = read_numbers(values[column.name], marks[column.name], complain)
            for row, number in enumerate(numbers):
                if number < 0 or number > LARGEST_AMOUNT:
                    what = "is negative" if number < 0 else "is beyond all amounts"
                    text = values[column.name][row][:40]
                    raise complain(row, f"{text!r} {what}. Correct it, or write NA")
            columns[column.name] = pd.Series(numbers, dtype="float64")
            continue
        words = [_word(value) for value in values[column.name]]
        if isinstance(column, Ordered):
            for row, word in enumerate(words):
                if word is not None and word not in column.levels:
                    grades = f"none of the grades {', '.join(column.levels)}"
                    raise complain(row, f"{word[:40]!r} is {grades}. Correct it, or write NA")
        columns[column.name] = string_series(words)
    return restore_none(pd.DataFrame(columns))


def _word(value: str) -> str | None:
    word = value.strip()
    return None if is_missing(word) and word != "None" else word


def read_target(table: Table, where: str, schema: Schema) -> Float[np.ndarray, " rows"]:
    """Return the column to predict.

    Raises:
        TableError: a value is missing or no number, or a house's price is not positive.
    """
    values, complain = values_of(table, schema.target), complaint(table, where, schema.target)
    mark = common_mark([values, *number_values(table, schema).values()], table.delimiter)
    remedy = "Correct it, remove the row, or name another --target: it is a column of numbers"
    targets = read_numbers(values, mark, complain, remedy)
    for row, number in enumerate(targets):
        text = values[row][:40]
        if math.isnan(number):
            rows = f"{sum(map(math.isnan, targets))} such row(s)"
            raise complain(
                row, f"{text!r} is nothing to learn from ({rows}); fill in or remove them"
            )
        if schema.houses and not 0 < number <= LARGEST_AMOUNT:
            raise complain(row, f"{text!r} is no sale price: it must be positive")
    return np.array(targets)


def is_rather_logarithmic(targets: Float[np.ndarray, " rows"]) -> bool:
    """Return whether the logarithm of the targets is less skewed than they are themselves."""
    if not (targets > 0).all():
        return False
    return abs(_skewness(np.log(targets))) < abs(_skewness(targets))


def _skewness(values: Float[np.ndarray, " rows"]) -> float:
    centered = values - values.mean()
    std = centered.std()
    return float(((centered / std) ** 3).mean()) if std > 0 else 0.0
