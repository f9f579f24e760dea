"""Why the models learn the logarithm of the price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy import stats
from sklearn.compose import TransformedTargetRegressor

from work01_house_prices.data.folds import Fold
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import fold_errors, log_rmse, out_of_fold


def moments(values: Float[np.ndarray, " rows"]) -> dict[str, float]:
    """Return mean, standard deviation, skewness and excess kurtosis.

    A normal distribution has skewness 0 and excess kurtosis 0. Prices are skewed to the right, as
    amounts that grow by percentages are; their logarithm is nearly symmetric.
    """
    return {
        "mean": float(values.mean()),
        "std": float(values.std(ddof=1)),
        "skewness": float(stats.skew(values)),
        "excess_kurtosis": float(stats.kurtosis(values)),
    }


def target_errors(
    estimator: Any, houses: HousePrices, folds: Sequence[Fold], *, logarithm: bool
) -> dict[str, float]:
    """Return the errors of an estimator that is trained on log dollars, or on dollars.

    The squared error in dollars cares for dear houses: 10 % of 400,000 weigh a hundred times as
    much as 10 % of 40,000. The score cares for percentages, and so does the squared error of logs.
    Predictions below 1000 dollars count as 1000.

    Args:
        estimator: unfitted; it takes log prices.
        houses: the data.
        folds: of one cross-validation.
        logarithm: False trains on dollars.

    Returns:
        the log-RMSE, mean over folds, of all validation rows and of the cheapest quarter of them.
    """
    if not logarithm:
        estimator = TransformedTargetRegressor(
            estimator, func=np.exp, inverse_func=_log_dollars, check_inverse=False
        )
    predictions = out_of_fold(estimator, houses, folds)
    cheapest = []
    for fold in folds:
        target = houses.log_prices[fold.validation]
        cheap = target <= np.quantile(target, 0.25)
        cheapest.append(log_rmse(predictions[fold.validation][cheap], target[cheap]))
    return {
        "valid/log-RMSE": fold_errors(predictions, houses, folds).mean().item(),
        "valid/log-RMSE/cheapest_quarter": float(np.mean(cheapest)),
    }


def _log_dollars(dollars: np.ndarray) -> np.ndarray:
    logs: np.ndarray = np.log(np.maximum(dollars, 1000.0))
    return logs
