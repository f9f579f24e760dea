"""Where a model errs: the worst predictions, and what two odd sales weigh in the score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import log_rmse

DESCRIBING = (
    "Neighborhood",
    "MSZoning",
    "GrLivArea",
    "OverallQual",
    "OverallCond",
    "YearBuilt",
    "SaleCondition",
    "YrSold",
)


def worst_predictions(
    houses: HousePrices, log_predictions: Float[np.ndarray, " rows"], count: int = 10
) -> list[dict[str, Any]]:
    """Return the houses with the largest errors of the log price, worst first.

    Args:
        houses: the data.
        log_predictions: one for each training row, made while the row was held out.
        count: how many.

    Returns:
        Id, price and prediction in dollars, log error (positive: predicted too high), share of the
        sum of squared errors, and the columns `DESCRIBING`. JSON-ready.
    """
    errors = log_predictions - houses.log_prices
    shares = errors**2 / (errors**2).sum()
    return [
        {
            "Id": houses.train_ids[row],
            "price": float(houses.prices[row]),
            "predicted": float(np.exp(log_predictions[row]).round()),
            "log_error": float(errors[row]),
            "share_of_squared_error": float(shares[row]),
            **{name: _plain(houses.train[name].iloc[row]) for name in DESCRIBING},
        }
        for row in np.argsort(-np.abs(errors), kind="stable")[:count]
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return None if math.isnan(value) else float(value)  # JSON has no NaN


def outlier_effect(
    houses: HousePrices, log_predictions: Float[np.ndarray, " rows"], ids: Sequence[str]
) -> dict[str, float]:
    """Return the pooled log-RMSE with and without the houses `ids` among the validated rows.

    Leaving them out of the score is what published kernels for this competition do. It flatters:
    at the time of a prediction nobody knows which price will turn out odd.
    """
    squared = (log_predictions - houses.log_prices) ** 2
    kept = ~np.isin(houses.train_ids, ids)
    return {
        "all_rows": float(log_rmse(log_predictions, houses.log_prices)),
        "without_outliers": float(log_rmse(log_predictions[kept], houses.log_prices[kept])),
        "share_of_squared_error": float(squared[~kept].sum() / squared.sum()),
    }
