"""What a cross-validation reached: errors, a figure, and the file that Kaggle scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from shared.files import write_text_atomically
from shared.plotting import figure
from work01_house_prices.batched_network import for_each_network
from work01_house_prices.fold_tensors import FoldTensors
from work01_house_prices.folds import Fold


@torch.no_grad()
def predict(
    model: nn.Module, data: FoldTensors, tables: Sequence[Float[Tensor, "rows columns"]]
) -> list[Float[np.ndarray, "networks rows"]]:
    """Log prices by the networks of each fold, for that fold's table.

    Args:
        model: a BatchedNetwork with the same number of networks for each fold.
        data: the folds' scales.
        tables: one a fold; they may differ in rows.
    """
    model.eval()
    device = next(model.parameters()).device
    rows = max(len(table) for table in tables)
    padded = torch.stack(
        [nn.functional.pad(table, (0, 0, 0, rows - len(table))) for table in tables]
    )
    members = next(model.parameters()).shape[0] // data.folds
    outputs = model(for_each_network(padded.to(device), members)).float().cpu()
    scaled = outputs.reshape(data.folds, members, rows).double()
    logs = scaled * data.deviations[:, None, None] + data.means[:, None, None]
    return [logs[fold, :, : len(table)].numpy() for fold, table in enumerate(tables)]


def log_rmse(
    predictions: Float[np.ndarray, "... rows"], log_prices: Float[np.ndarray, " rows"]
) -> Float[np.ndarray, ...]:
    """Kaggle's score: the root mean squared error of the price's logarithm."""
    error: np.ndarray = np.sqrt(((predictions - log_prices) ** 2).mean(axis=-1))
    return error


def cross_validation_error(
    predictions: Sequence[Float[np.ndarray, "networks rows"]],
    folds: Sequence[Fold],
    log_prices: Float[np.ndarray, " rows"],
) -> Float[np.ndarray, "folds networks"]:
    """Each network's log-RMSE on its fold's validation rows."""
    return np.stack(
        [
            log_rmse(one, log_prices[fold.validation])
            for one, fold in zip(predictions, folds, strict=True)
        ]
    )


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
