"""Why the models learn the logarithm of the price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor

from work01_house_prices.data.folds import Fold
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import log_rmse


def price_shape(houses: HousePrices) -> dict[str, dict[str, float]]:
    """Mean, standard deviation, skewness and excess kurtosis of dollars and of log dollars.

    A normal distribution has skewness 0 and excess kurtosis 0. Prices are skewed to the right, as
    amounts that grow by percentages are; their logarithm is nearly symmetric. JSON-ready.
    """
    values = {"price": houses.prices, "log_price": houses.log_prices}
    return {
        name: {
            "mean": float(value.mean()),
            "standard_deviation": float(value.std(ddof=1)),
            "skewness": float(stats.skew(value)),
            "excess_kurtosis": float(stats.kurtosis(value)),
        }
        for name, value in values.items()
    }


def log_scale_effect(
    estimator: Any, houses: HousePrices, folds: Sequence[Fold]
) -> dict[str, dict[str, float]]:
    """The same estimator trained on dollars and on log dollars, both scored by log-RMSE.

    The squared error in dollars cares for dear houses: 10 % of 400,000 weigh a hundred times as
    much as 10 % of 40,000. The score cares for percentages, and so does the squared error of logs.
    Predictions below 1000 dollars count as 1000.

    Returns:
        for `trained_on_dollars` and `trained_on_log_dollars` the log-RMSE, mean over folds, of all
        validation rows and of the cheapest quarter of them. JSON-ready.
    """
    estimators = {
        "trained_on_dollars": TransformedTargetRegressor(
            estimator, func=np.exp, inverse_func=_log_dollars, check_inverse=False
        ),
        "trained_on_log_dollars": estimator,
    }
    effect = {}
    for name, model in estimators.items():
        everything, cheapest = [], []
        for fold in folds:
            fitted = clone(model)
            fitted.fit(houses.train.iloc[fold.training], houses.log_prices[fold.training])
            target = houses.log_prices[fold.validation]
            predictions = fitted.predict(houses.train.iloc[fold.validation])
            cheap = target <= np.quantile(target, 0.25)
            everything.append(log_rmse(predictions, target))
            cheapest.append(log_rmse(predictions[cheap], target[cheap]))
        effect[name] = {
            "all_houses": float(np.mean(everything)),
            "cheapest_quarter": float(np.mean(cheapest)),
        }
    return effect


def _log_dollars(dollars: np.ndarray) -> np.ndarray:
    logs: np.ndarray = np.log(np.maximum(dollars, 1000.0))
    return logs
