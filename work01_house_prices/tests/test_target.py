"""The logarithm makes prices symmetric, and training on it fits the score."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from work01_house_prices.data import HousePrices, load
from work01_house_prices.folds import make_folds
from work01_house_prices.preprocessing import make_preprocessor
from work01_house_prices.target import log_scale_effect, price_shape


def test_a_log_normal_price_is_skewed_and_its_logarithm_is_not():
    sample = load("sample")
    quantiles = (np.arange(300) + 0.5) / 300
    normal = norm.ppf(quantiles)
    prices = np.exp(12 + 0.4 * normal)
    houses = HousePrices(sample.train, prices, sample.test, sample.train_ids, sample.test_ids)
    shape = price_shape(houses)
    assert shape["log_price"]["skewness"] == pytest.approx(0, abs=1e-6)
    # The skewness of a log-normal variable is (e^σ² + 2) √(e^σ² − 1).
    growth = np.exp(0.4**2)
    assert shape["price"]["skewness"] == pytest.approx((growth + 2) * (growth - 1) ** 0.5, rel=0.15)


def test_training_on_dollars_costs_most_on_cheap_houses():
    model = make_pipeline(make_preprocessor(), Ridge(30.0))
    effect = log_scale_effect(model, load("sample"), make_folds(300, 3))
    dollars, logs = effect["trained_on_dollars"], effect["trained_on_log_dollars"]
    assert dollars["all_houses"] > logs["all_houses"]
    assert dollars["cheapest_quarter"] - logs["cheapest_quarter"] > (
        dollars["all_houses"] - logs["all_houses"]
    )
