"""A generated stand-in for the competition's files: same columns, types, categories and gaps.

It is for tests and smoke runs, which must work offline and in seconds. No row of it is real. The
price follows a simple law of area, quality, age and neighborhood with 10 % noise, so that a model
has something to learn and a linear one learns most of it.
"""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np

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

# Share of houses that lack the thing altogether, and of values that nobody wrote down.
_WITHOUT = {"Bsmt": 0.03, "Garage": 0.05, "Fireplace": 0.45, "Pool": 0.97}
_UNKNOWN = {"LotFrontage": 0.17, "MasVnrArea": 0.01, "Electrical": 0.01, "MSZoning": 0.01}


def csv_tables(train_rows: int = 300, test_rows: int = 100, seed: int = 0) -> tuple[str, str]:
    """Return the text of `train.csv` and of `test.csv`; the same seed gives the same text."""
    rows = _houses(train_rows + test_rows, np.random.default_rng(seed))
    header = [ID, *FEATURE_NAMES, TARGET]
    return _csv(header, rows[:train_rows]), _csv(header[:-1], rows[train_rows:])


def _csv(header: list[str], rows: list[dict[str, str]]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _houses(count: int, rng: np.random.Generator) -> list[dict[str, str]]:
    quality = np.clip(rng.normal(6, 1.4, count).round(), 1, 10)
    columns = {column.name: _values(column, quality, rng) for column in FEATURES}
    columns["OverallQual"] = _text(quality)
    living = (900 + 160 * quality) * rng.lognormal(-0.1, 0.25, count)  # square feet
    upstairs = np.where(rng.random(count) < 0.45, 0.4 * living, 0)
    built = np.clip(1930 + 10 * quality + rng.normal(0, 15, count), 1872, 2006).round()
    basement = np.where(rng.random(count) < _WITHOUT["Bsmt"], 0, living - upstairs)
    finished = basement * rng.uniform(0, 1, count)
    cars = np.where(rng.random(count) < _WITHOUT["Garage"], 0, rng.integers(1, 4, count))
    fireplaces = np.where(rng.random(count) < _WITHOUT["Fireplace"], 0, rng.integers(1, 3, count))
    pool = np.where(rng.random(count) < _WITHOUT["Pool"], 0, rng.integers(200, 800, count))
    sold = rng.integers(2006, 2011, count)
    columns |= {
        "GrLivArea": _text(living),
        "1stFlrSF": _text(living - upstairs),
        "2ndFlrSF": _text(upstairs),
        "LowQualFinSF": _text(np.zeros(count)),
        "YearBuilt": _text(built),
        "YearRemodAdd": _text(np.clip(built + rng.integers(0, 30, count), 1950, sold)),
        "GarageYrBlt": _text(built),
        "YrSold": _text(sold),
        "TotalBsmtSF": _text(basement),
        "BsmtFinSF1": _text(finished),
        "BsmtFinSF2": _text(np.zeros(count)),
        "BsmtUnfSF": _text(basement - finished),
        "GarageCars": _text(cars),
        "GarageArea": _text(260 * cars),
        "Fireplaces": _text(fireplaces),
        "PoolArea": _text(pool),
    }
    absent = {
        "Bsmt": basement == 0,
        "Garage": cars == 0,
        "Fireplace": fireplaces == 0,
        "Pool": pool == 0,
    }
    for column in FEATURES:
        for thing, lacks_it in absent.items():
            measured = isinstance(column, Numeric) and column.name != "GarageYrBlt"
            if column.name.startswith(thing) and not measured:
                columns[column.name] = np.where(lacks_it, "NA", columns[column.name])
    for name, share in _UNKNOWN.items():
        columns[name] = np.where(rng.random(count) < share, "NA", columns[name])

    neighborhoods = sorted(set(columns["Neighborhood"]))
    effect = dict(zip(neighborhoods, rng.normal(0, 0.12, len(neighborhoods)), strict=True))
    log_price = (
        np.log(60 * living + 25 * basement + 9000 * cars)
        + 0.09 * (quality - 6)
        - 0.002 * (2010 - built)
        + np.array([effect[name] for name in columns["Neighborhood"]])
        + rng.normal(0, 0.1, count)
    )
    columns[TARGET] = _text(np.exp(log_price).round(-2))
    columns[ID] = _text(np.arange(1, count + 1))
    return [{name: str(values[row]) for name, values in columns.items()} for row in range(count)]


def _values(
    column: Numeric | Ordered | Nominal, quality: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw plausible values: skewed amounts, grades that follow quality, a few frequent names."""
    count = len(quality)
    if isinstance(column, Numeric):
        if column.high - column.low <= 15:  # a count, a score or a date: all values occur
            return _text(rng.integers(int(column.low), int(column.high) + 1, count))
        amount = column.low + (column.high - column.low) * rng.beta(1, 12, count)
        rare = column.low == 0 and column.name not in ("MasVnrArea", "WoodDeckSF", "OpenPorchSF")
        return _text(np.where(rng.random(count) < 0.9, 0, amount) if rare else amount)
    if isinstance(column, Ordered):
        levels = [level for level in column.levels if level != NONE]
        center = (quality - 1) / 9 * (len(levels) - 1)
        step = np.clip((center + rng.normal(0, 0.7, count)).round(), 0, len(levels) - 1)
        return np.array(levels)[step.astype(int)]
    share = 0.6 ** np.arange(len(column.categories)) + 0.02
    names = rng.choice(column.categories, count, p=share / share.sum())
    often_absent = column.na_is_none and column.name != "GarageType"  # which follows GarageCars
    return np.where(rng.random(count) < 0.8, "NA", names) if often_absent else names


def _text(values: np.ndarray) -> np.ndarray:
    return np.round(values).astype(np.int64).astype(str)
