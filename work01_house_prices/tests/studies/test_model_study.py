"""All models share the folds, every row is held out once, and the scores are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import make_column_transformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from work01_house_prices.data.folds import Fold, make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.models.baselines import baselines
from work01_house_prices.studies import models
from work01_house_prices.training.config import CHOSEN


class Constant(RegressorMixin, BaseEstimator):
    """The training rows' mean."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return np.full(len(X), self.mean_)


def ridge(alpha: float) -> Pipeline:
    """On four columns: fast, and enough to show who sees which rows."""
    columns = ["GrLivArea", "OverallQual", "TotalBsmtSF", "YearBuilt"]
    return make_pipeline(make_column_transformer((StandardScaler(), columns)), Ridge(alpha))


ESTIMATORS: Mapping[str, Any] = {"stiff": ridge(1000.0), "soft": ridge(30.0)}


@pytest.fixture(scope="module")
def folds(houses: HousePrices) -> list[Fold]:
    return make_folds(len(houses.train), 3, seed=7)


@pytest.fixture(scope="module")
def blended(houses: HousePrices, folds: list[Fold]) -> models.OutOfFold:
    return models.blend(ESTIMATORS, houses, folds)


def test_an_average_is_the_mean_of_its_members(houses: HousePrices, folds: list[Fold]) -> None:
    alone = [models.average({"it": e}, houses, folds).log_prices for e in ESTIMATORS.values()]
    together = models.average(ESTIMATORS, houses, folds)
    np.testing.assert_allclose(together.log_prices, np.mean(alone, axis=0))
    assert together.weights == {}


def test_every_row_is_predicted_by_a_model_that_was_fitted_without_it(
    houses: HousePrices, folds: list[Fold]
) -> None:
    predictions = models.average({"mean": Constant()}, houses, folds).log_prices
    for fold in folds:
        expected = houses.log_prices[fold.training].mean()
        np.testing.assert_allclose(predictions[fold.validation], expected)


def test_the_blend_combines_its_members_with_weights_that_sum_to_one(
    houses: HousePrices, folds: list[Fold], blended: models.OutOfFold
) -> None:
    weights = np.array([blended.weights[name] for name in ESTIMATORS])
    np.testing.assert_allclose(weights.sum(axis=0), np.ones(3))
    members = [models.average({"it": e}, houses, folds).log_prices for e in ESTIMATORS.values()]
    rows = folds[0].validation
    by_hand = weights[0, 0] * members[0][rows] + weights[1, 0] * members[1][rows]
    np.testing.assert_allclose(blended.log_prices[rows], by_hand)


def test_the_validation_prices_have_no_say_in_their_predictions(
    houses: HousePrices, folds: list[Fold], blended: models.OutOfFold
) -> None:
    """Corrupt the prices of one outer fold: neither its models nor its weights change."""
    rows = folds[0].validation
    prices = houses.prices.copy()
    prices[rows] = 1e9
    again = models.blend(ESTIMATORS, replace(houses, prices=prices), folds)
    np.testing.assert_array_equal(again.log_prices[rows], blended.log_prices[rows])
    assert again.weights["soft"][0] == blended.weights["soft"][0]


def test_a_network_is_measured_with_the_seed_of_its_folds() -> None:
    network = replace(CHOSEN, data="sample", hidden=(4,), epochs=2)
    config = {**models.settings("one network", network=network), "data": "sample", "folds": 2}
    metrics = models.cross_validated(config, seed=0)
    assert set(metrics) == {
        "valid/log-RMSE", "valid/log-RMSE/pooled", "valid/log-RMSE/without_outliers",
        "fold_seconds",
    }  # fmt: skip
    # The sample has no such houses: nothing is left out of the score.
    assert metrics["valid/log-RMSE/without_outliers"] == metrics["valid/log-RMSE"]
    assert metrics["valid/log-RMSE"] != models.cross_validated(config, seed=1)["valid/log-RMSE"]


def test_every_baseline_and_every_member_of_the_blend_is_measured_alone() -> None:
    study = models.Study((0,), lambda *_: [])
    models.models.function(study)
    alone = {one.config["members"] for one in study.wanted}
    assert {(name,) for name in (*baselines(), *models.BLENDED)} <= alone
