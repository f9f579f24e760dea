"""What a cross-validation reached: Kaggle's score on each fold's validation rows.

`predict` and `cross_validation_error` are for the networks of all folds at once, `out_of_fold` and
`fold_errors` for one estimator after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from work01_house_prices.networks.batched_network import for_each_network

if TYPE_CHECKING:  # pandas and scikit-learn take seconds, which `train.py --help` need not wait for
    import pandas as pd

    from work01_house_prices.data.fold_tensors import FoldTensors
    from work01_house_prices.data.folds import Fold
    from work01_house_prices.data.house_prices import HousePrices


@torch.no_grad()
def predict(
    model: nn.Module, data: FoldTensors, tables: Sequence[Float[Tensor, "rows columns"]]
) -> list[Float[np.ndarray, "networks rows"]]:
    """Return log prices by the networks of each fold, for that fold's table.

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
    networks = next(model.parameters()).shape[0] // data.folds
    outputs = model(for_each_network(padded.to(device), networks)).float().cpu()
    scaled = outputs.reshape(data.folds, networks, rows).double()
    logs = scaled * data.stds[:, None, None] + data.means[:, None, None]
    return [logs[fold, :, : len(table)].numpy() for fold, table in enumerate(tables)]


def mean_prediction(
    model: nn.Module, data: FoldTensors, table: pd.DataFrame
) -> Float[np.ndarray, " rows"]:
    """Return the mean of all networks' log prices for the rows of a table.

    Args:
        model: a BatchedNetwork.
        data: the folds' scales and preprocessors.
        table: features.
    """
    tables = data.transform([table] * data.folds)
    mean: np.ndarray = np.concatenate(predict(model, data, tables)).mean(axis=0)
    return mean


def log_rmse(
    log_predictions: Float[np.ndarray, "... rows"], log_prices: Float[np.ndarray, " rows"]
) -> Float[np.ndarray, ...]:
    """Return Kaggle's score: the root mean squared error of the price's logarithm."""
    error: np.ndarray = np.sqrt(((log_predictions - log_prices) ** 2).mean(axis=-1))
    return error


def cross_validation_error(
    predictions: Sequence[Float[np.ndarray, "networks rows"]],
    folds: Sequence[Fold],
    log_prices: Float[np.ndarray, " rows"],
) -> Float[np.ndarray, "folds networks"]:
    """Return each network's log-RMSE on its fold's validation rows."""
    return np.stack(
        [
            log_rmse(one, log_prices[fold.validation])
            for one, fold in zip(predictions, folds, strict=True)
        ]
    )


def out_of_fold(
    estimator: Any, houses: HousePrices, folds: Sequence[Fold]
) -> Float[np.ndarray, " rows"]:
    """Predict log prices of all training rows, each by a copy that was fitted without it.

    Args:
        estimator: unfitted, with scikit-learn's `fit` and `predict`.
        houses: the data.
        folds: validate each row once.
    """
    from sklearn.model_selection import cross_val_predict

    cuts = [(fold.training, fold.validation) for fold in folds]
    predictions: np.ndarray = cross_val_predict(estimator, houses.train, houses.log_prices, cv=cuts)
    return predictions


def fold_errors(
    log_predictions: Float[np.ndarray, " rows"],
    houses: HousePrices,
    folds: Sequence[Fold],
    without_ids: Sequence[str] = (),
) -> Float[np.ndarray, " folds"]:
    """Return the log-RMSE of each fold's validation rows; the houses `without_ids` are not scored."""
    ignored = np.isin(houses.train_ids, without_ids)
    scored = [fold.validation[~ignored[fold.validation]] for fold in folds]
    return np.array([log_rmse(log_predictions[rows], houses.log_prices[rows]) for rows in scored])
