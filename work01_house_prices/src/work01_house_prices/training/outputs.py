"""What a run leaves behind: its errors in lines, a figure, and the file that Kaggle scores."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO
from pathlib import Path

import numpy as np
from jaxtyping import Float
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from shared.data.text_files import Table
from shared.errors import UserError
from shared.files import write_atomically, write_text_atomically
from shared.plotting import figure, no_formula
from work01_house_prices.data.folds import Fold
from work01_house_prices.data.own_tables import Schema

TABLE = "train.csv.gz"
"""The training rows in the folder of a run: with them it can predict others."""


class PredictionError(UserError):
    """What a network predicts is no price."""


def error_lines(
    single: Float[np.ndarray, "folds networks"], bagged: Float[np.ndarray, "folds 1"], error: str
) -> Iterator[str]:
    """Yield lines with the validation errors of each fold and of all.

    Args:
        single: of each network.
        bagged: of the mean of each fold's networks.
        error: what it is called.
    """
    yield f"{error} on the validation rows:"
    parts = [(f"fold {fold}", errors, bagged[fold - 1, 0]) for fold, errors in enumerate(single, 1)]
    parts.append(("all folds", single.mean(axis=0), bagged.mean()))
    for name, errors, together in parts:
        line = f"  {name:<9}  one network {errors.mean():#.4g}"
        if len(errors) > 1:
            line += f" ± {errors.std(ddof=1):.2g}, mean of {len(errors)} networks {together:#.4g}"
        yield line


def plot_predictions(
    predictions: Sequence[Float[np.ndarray, "networks rows"]],
    folds: Sequence[Fold],
    targets: Float[np.ndarray, " rows"],
    schema: Schema,
    path: Path,
) -> None:
    """Draw predictions against the truth, and the residuals, all rows out of fold."""
    actual = np.concatenate([targets[fold.validation] for fold in folds])
    predicted = np.concatenate([one.mean(axis=0) for one in predictions])
    unit = 1000 if schema.houses else 1
    name = "price, thousand dollars" if schema.houses else no_formula(schema.target)
    log = "log " if schema.logarithm else ""
    with figure(path, columns=2, width=8, height=3.6) as (_, (prices, residuals)):
        true = to_prices(actual, schema) / unit
        # 1460 points as vectors make a large file; as an image inside the SVG they are small.
        prices.scatter(true, to_prices(predicted, schema) / unit, s=5, alpha=0.4, rasterized=True)
        ends = [true.min(), true.max()]
        prices.plot(ends, ends, color="black", linewidth=0.8)
        if schema.logarithm:
            prices.set(xscale="log", yscale="log")
            for axis in (prices.xaxis, prices.yaxis):  # 50, 100, 200 rather than powers of ten
                axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
                axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
                axis.set_minor_formatter(NullFormatter())
        prices.set(xlabel=name, ylabel=f"predicted {name}", title="out-of-fold predictions")
        errors = predicted - actual
        limits = (-0.6, 0.6) if schema.houses else (errors.min(), errors.max())
        residuals.hist(errors, bins=60, range=limits)
        beyond = int(np.sum(np.abs(errors) > limits[1])) if schema.houses else 0
        title = f"residuals ({beyond} beyond ±{limits[1]:g} not shown)" if beyond else "residuals"
        what, counted = ("price", "houses") if schema.houses else (name, "rows")
        residuals.set(title=title, xlabel=f"{log}predicted − {log}{what}", ylabel=counted)


def to_prices(
    predictions: Float[np.ndarray, " rows"], schema: Schema
) -> Float[np.ndarray, " rows"]:
    """Return what a network's outputs, scaled back, say in the unit of the column to predict.

    Raises:
        PredictionError: they are beyond all numbers.
    """
    with np.errstate(over="ignore"):
        prices = np.exp(predictions) if schema.logarithm else predictions
    if not np.isfinite(prices).all() or (schema.logarithm and not (prices > 0).all()):
        raise PredictionError(
            "a prediction is no finite number: the training has diverged; lower --learning-rate"
        )
    return prices


def write_predictions(
    path: Path, ids: Sequence[str], prices: Float[np.ndarray, " rows"], schema: Schema
) -> None:
    """Write a CSV file of two columns: the ids as they were, and what is predicted.

    For houses these are Kaggle's Id and SalePrice in dollars; rows without ids are counted.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([schema.id or "row", schema.target])
    for number, price in zip(ids, prices, strict=True):
        writer.writerow([number, f"{price:.2f}" if schema.houses else f"{price:.7g}"])
    write_text_atomically(path, text.getvalue())


def write_table(path: Path, table: Table) -> None:
    """Write a table as it was read, packed; `read_table` reads it again."""
    text = StringIO()
    writer = partial(csv.writer, text, delimiter=table.delimiter, lineterminator="\n")
    # A reader tells the delimiter by what stands outside quotes in the first line.
    writer(quoting=csv.QUOTE_ALL).writerow(table.columns)
    writer().writerows(row.values() for row in table.rows)
    packed = gzip.compress(text.getvalue().encode(), mtime=0)
    write_atomically(path, lambda temporary: temporary.write_bytes(packed))
