"""What a run leaves behind: its errors in lines, a figure, and the file that Kaggle scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from shared.files import write_text_atomically
from shared.plotting import figure
from work01_house_prices.data.folds import Fold


def error_lines(
    single: Float[np.ndarray, "folds networks"], bagged: Float[np.ndarray, "folds 1"]
) -> Iterator[str]:
    """Yield lines with the validation errors of each fold and of all.

    Args:
        single: log-RMSE of each network.
        bagged: log-RMSE of the mean of each fold's networks.
    """
    yield "log-RMSE on the validation rows:"
    parts = [(f"fold {fold}", errors, bagged[fold - 1, 0]) for fold, errors in enumerate(single, 1)]
    parts.append(("all folds", single.mean(axis=0), bagged.mean()))
    for name, errors, together in parts:
        line = f"  {name:<9}  one network {errors.mean():.4f}"
        if len(errors) > 1:
            line += f" ± {errors.std(ddof=1):.4f}, mean of {len(errors)} networks {together:.4f}"
        yield line


def plot_predictions(
    predictions: Sequence[Float[np.ndarray, "networks rows"]],
    folds: Sequence[Fold],
    log_prices: Float[np.ndarray, " rows"],
    path: Path,
) -> None:
    """Draw predicted against actual prices, and the residuals, all rows out of fold."""
    actual = np.concatenate([log_prices[fold.validation] for fold in folds])
    predicted = np.concatenate([one.mean(axis=0) for one in predictions])
    with figure(path, columns=2, width=8, height=3.6) as (_, (prices, residuals)):
        thousands = np.exp(actual) / 1000
        # 1460 points as vectors make a large file; as an image inside the SVG they are small.
        prices.scatter(thousands, np.exp(predicted) / 1000, s=5, alpha=0.4, rasterized=True)
        ends = [thousands.min(), thousands.max()]
        prices.plot(ends, ends, color="black", linewidth=0.8)
        prices.set(xscale="log", yscale="log", title="out-of-fold predictions")
        prices.set(xlabel="price, thousand dollars", ylabel="predicted, thousand dollars")
        residuals.hist(predicted - actual, bins=60, range=(-0.6, 0.6))
        residuals.set(title="residuals", xlabel="log predicted − log price", ylabel="houses")


def write_submission(
    path: Path, ids: Int[np.ndarray, " rows"], prices: Float[np.ndarray, " rows"]
) -> None:
    """Write Kaggle's two columns, Id and SalePrice in dollars.

    Raises:
        ValueError: a price is not a positive, finite number.
    """
    if not (np.isfinite(prices).all() and (prices > 0).all()):
        raise ValueError("a predicted price is not a positive, finite number of dollars")
    lines = [f"{number},{price:.2f}" for number, price in zip(ids, prices, strict=True)]
    write_text_atomically(path, "\n".join(["Id,SalePrice", *lines]) + "\n")
