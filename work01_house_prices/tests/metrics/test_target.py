"""The logarithm makes prices symmetric, and training on it fits the score."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.preprocessing import make_preprocessor
from work01_house_prices.metrics.target import log_scale_effect, price_shape


def test_a_log_normal_price_is_skewed_and_its_logarithm_is_not(houses: HousePrices) -> None:
    quantiles = (np.arange(300) + 0.5) / 300
    normal = norm.ppf(quantiles)
    shape = price_shape(replace(houses, prices=np.exp(12 + 0.4 * normal)))
    assert shape["log_price"]["skewness"] == pytest.approx(0, abs=1e-6)
    # The skewness of a log-normal variable is (e^σ² + 2) √(e^σ² − 1).
    growth = np.exp(0.4**2)
    assert shape["price"]["skewness"] == pytest.approx((growth + 2) * (growth - 1) ** 0.5, rel=0.15)


def test_training_on_dollars_costs_most_on_cheap_houses(houses: HousePrices) -> None:
    model = make_pipeline(make_preprocessor(), Ridge(30.0))
    effect = log_scale_effect(model, houses, make_folds(300, 3))
    dollars, logs = effect["trained_on_dollars"], effect["trained_on_log_dollars"]
    assert dollars["all_houses"] > logs["all_houses"]
    assert dollars["cheapest_quarter"] - logs["cheapest_quarter"] > (
        dollars["all_houses"] - logs["all_houses"]
    )
