"""The logarithm makes prices symmetric, and training on it fits the score."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.preprocessing import make_preprocessor
from work01_house_prices.metrics.target import moments, target_errors


def test_a_log_normal_price_is_skewed_and_its_logarithm_is_not() -> None:
    quantiles = (np.arange(300) + 0.5) / 300
    logs = 12 + 0.4 * norm.ppf(quantiles)
    assert moments(logs)["skewness"] == pytest.approx(0, abs=1e-6)
    assert moments(logs)["mean"] == pytest.approx(12)
    assert moments(logs)["std"] == pytest.approx(0.4, rel=0.01)
    # The skewness of a log-normal variable is (e^σ² + 2) √(e^σ² − 1).
    growth = np.exp(0.4**2)
    expected = (growth + 2) * (growth - 1) ** 0.5
    assert moments(np.exp(logs))["skewness"] == pytest.approx(expected, rel=0.15)


def test_training_on_dollars_costs_most_on_cheap_houses(houses: HousePrices) -> None:
    model = make_pipeline(make_preprocessor(), Ridge(30.0))
    folds = make_folds(300, 3)
    dollars, logs = (
        target_errors(model, houses, folds, logarithm=logarithm) for logarithm in (False, True)
    )
    assert dollars["valid/log-RMSE"] > logs["valid/log-RMSE"]
    cheap = "valid/log-RMSE/cheapest_quarter"
    assert dollars[cheap] - logs[cheap] > dollars["valid/log-RMSE"] - logs["valid/log-RMSE"]
