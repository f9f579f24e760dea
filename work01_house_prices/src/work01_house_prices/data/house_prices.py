"""House prices from Kaggle, from a folder of one's own, or generated: read, checked, typed.

A CSV file is hostile until it is checked. Everything that can be wrong with one raises
`HousePricesError`, which names the file, the line, the column and the remedy. What comes out has
one meaning only: numbers are float64, names are strings, "no such thing" is `"None"`, unknown is
missing.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from shared.errors import UserError
from work01_house_prices.data import sample
from work01_house_prices.data.columns import (
    FEATURE_NAMES,
    FEATURES,
    ID,
    NONE,
    TARGET,
    Nominal,
    Numeric,
    Ordered,
)


class HousePricesError(UserError):
    """The table cannot be used; the message names the file, line, column and remedy."""


@dataclass(frozen=True)
class HousePrices:
    """The competition's two tables.

    Attributes:
        train: the 79 features of the houses whose price is known, ordered as `FEATURE_NAMES`.
        prices: their sale prices in dollars, positive.
        test: the same features of the houses whose price Kaggle keeps.
        train_ids, test_ids: Kaggle's `Id` of each row, all different.
    """

    train: pd.DataFrame
    prices: Float[np.ndarray, " train"]
    test: pd.DataFrame
    train_ids: Int[np.ndarray, " train"]
    test_ids: Int[np.ndarray, " test"]

    @property
    def log_prices(self) -> Float[np.ndarray, " train"]:
        """The target: Kaggle scores the root mean squared error of log(price)."""
        return np.log(self.prices)


def load(source: str | Path) -> HousePrices:
    """Read both tables.

    Args:
        source: `"kaggle"` fetches and verifies the competition's files; `"sample"` generates a
            small table of the same shape, offline; anything else is a folder that holds
            `train.csv` and `test.csv`.

    Raises:
        HousePricesError: a file is missing or a table is not what the competition's is.
    """
    if source == "sample":
        train_text, test_text = sample.csv_tables()
        return _combine(
            parse(train_text, "sample train.csv", with_target=True),
            parse(test_text, "sample test.csv", with_target=False),
            "the generated sample",
        )
    folder = _kaggle_folder() if source == "kaggle" else Path(source)
    train_path, test_path = folder / "train.csv", folder / "test.csv"
    return _combine(
        parse(_read_text(train_path), str(train_path), with_target=True),
        parse(_read_text(test_path), str(test_path), with_target=False),
        str(folder),
    )


def _kaggle_folder() -> Path:
    from shared.data import fetch  # imported here: the sample and own folders need no catalogue

    return Path(fetch("house-prices"))


@dataclass(frozen=True)
class _Table:
    features: pd.DataFrame
    prices: np.ndarray
    ids: np.ndarray


def _combine(train: _Table, test: _Table, place: str) -> HousePrices:
    shared_ids = np.intersect1d(train.ids, test.ids)
    if shared_ids.size:
        raise HousePricesError(
            f"{place}: Id {shared_ids[0]} is in both train.csv and test.csv; the tables must not "
            f"overlap ({shared_ids.size} such Ids). Download both again."
        )
    return HousePrices(train.features, train.prices, test.features, train.ids, test.ids)


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HousePricesError(
            f"{path}: cannot be read ({error.strerror}). Name a folder that holds train.csv and "
            f"test.csv, or use --data kaggle or --data sample."
        ) from error
    try:
        return raw.decode("utf-8-sig")  # Excel puts a byte order mark in front
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise HousePricesError(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8. "
            f"Save the file as UTF-8 or download it again."
        ) from error


def parse(text: str, name: str, *, with_target: bool) -> _Table:
    """Check and type the text of one CSV file; `name` is the file's name in messages."""
    rows = _rows(text, name)
    header = rows[0][1] if rows else []
    _check_header(header, name, with_target=with_target)
    if len(rows) == 1:
        raise HousePricesError(f"{name}: has a header but no rows. Download it again.")
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise HousePricesError(
                f"{name}, line {line}: {len(row)} fields where the header has {len(header)}. "
                f"Look for a missing or an unquoted comma, or download the file again."
            )
    lines = [line for line, _ in rows[1:]]
    columns = dict(zip(header, zip(*(row for _, row in rows[1:]), strict=True), strict=True))
    features = pd.DataFrame(
        {column.name: _typed(column, columns[column.name], lines, name) for column in FEATURES}
    )
    ids = _ids(columns[ID], lines, name)
    prices = _prices(columns[TARGET], lines, name) if with_target else np.empty(0)
    return _Table(features, prices, ids)


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Return all records with the line on which each ends; blank lines are dropped."""
    if not text.strip():
        raise HousePricesError(f"{name}: the file is empty. Download it again.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise HousePricesError(f"{name}, line {line}: holds a zero byte: this is no CSV file.")
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise HousePricesError(
            f"{name}, line {reader.line_num}: not valid CSV ({error}). Download it again."
        ) from error


def _check_header(header: list[str], name: str, *, with_target: bool) -> None:
    expected = [ID, *FEATURE_NAMES, *([TARGET] if with_target else [])]
    repeated = sorted({column for column in header if header.count(column) > 1})
    missing = [column for column in expected if column not in header]
    extra = [column for column in header if column not in expected]
    if repeated:
        raise HousePricesError(f"{name}, line 1: column {repeated[0]!r} occurs twice. Remove one.")
    if missing or extra:
        problems = [f"column {column!r} is missing" for column in missing[:5]]
        problems += [f"column {column!r} does not belong here" for column in extra[:5]]
        hint = " Is this train.csv in place of test.csv?" if extra == [TARGET] else ""
        raise HousePricesError(
            f"{name}, line 1: {'; '.join(problems)} ({len(missing)} missing, {len(extra)} extra of "
            f"{len(expected)} columns).{hint} Use the competition's own file."
        )


def _is_na(value: str) -> bool:
    return value in ("NA", "")  # pandas writes a missing value back as an empty field


def _number(value: str, line: int, column: str, name: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise HousePricesError(
            f"{name}, line {line}, column {column!r}: {value[:40]!r} is not a finite number. "
            f"Correct it, or write NA where the value is unknown."
        )
    if number < 0:
        raise HousePricesError(
            f"{name}, line {line}, column {column!r}: {value[:40]!r} is negative; amounts, years and "
            f"prices are not. Correct it, or write NA where the value is unknown."
        )
    return number


def _typed(
    column: Numeric | Ordered | Nominal, values: Iterable[str], lines: list[int], name: str
) -> pd.Series:
    if isinstance(column, Numeric):
        return pd.Series(
            [
                math.nan if _is_na(value) else _number(value, line, column.name, name)
                for value, line in zip(values, lines, strict=True)
            ],
            dtype="float64",
        )
    absent = NONE if column.na_is_none else None
    words = [absent if _is_na(value) else value for value in values]
    if isinstance(column, Ordered):
        for word, line in zip(words, lines, strict=True):
            if word is not None and word not in column.levels:
                raise HousePricesError(
                    f"{name}, line {line}, column {column.name!r}: {word[:40]!r} is none of the "
                    f"grades {', '.join(column.levels)}. Correct it, or write NA."
                )
    # `str` is pandas 3's string type and plain objects in pandas 2; both print and compare alike.
    return pd.Series(words, dtype="str" if pd.__version__ >= "3" else "object")


def _ids(values: Iterable[str], lines: list[int], name: str) -> np.ndarray:
    first_line: dict[int, int] = {}
    for value, line in zip(values, lines, strict=True):
        number = _number(value, line, ID, name)
        if number != int(number):
            raise HousePricesError(f"{name}, line {line}, column 'Id': {value!r} is not whole.")
        if int(number) in first_line:
            raise HousePricesError(
                f"{name}, line {line}, column 'Id': {value!r} was already used on line "
                f"{first_line[int(number)]}. Every house has its own Id: remove one of the two."
            )
        first_line[int(number)] = line
    return np.array(list(first_line), dtype=np.int64)


def _prices(values: Iterable[str], lines: list[int], name: str) -> np.ndarray:
    prices = []
    for value, line in zip(values, lines, strict=True):
        price = math.nan if _is_na(value) else _number(value, line, TARGET, name)
        if not price > 0:
            raise HousePricesError(
                f"{name}, line {line}, column {TARGET!r}: {value[:40]!r} is no sale price. Every "
                f"training row needs a positive price in dollars: correct it or remove the row."
            )
        prices.append(price)
    return np.array(prices)
