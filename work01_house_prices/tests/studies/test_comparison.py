"""All models share the folds, every row is held out once, and the scores are right."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import make_column_transformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.studies.comparison import AVERAGE, BLEND, Comparison, compare


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


@pytest.fixture(scope="module")
def houses(houses: HousePrices) -> HousePrices:
    ids = houses.train_ids.copy()
    ids[[3, 4]] = 524, 1299  # stand-ins for the two odd sales
    return replace(houses, train_ids=ids)


@pytest.fixture(scope="module")
def comparison(houses: HousePrices) -> Comparison:
    return compare(
        houses,
        {"mean": Constant()},
        {"stiff": ridge(1000.0), "soft": ridge(30.0)},
        seeds=(0, 7),
        folds=3,
    )


def test_every_row_is_predicted_once_a_seed_by_every_model(
    comparison: Comparison, houses: HousePrices
) -> None:
    assert set(comparison.predictions) == {"mean", "stiff", "soft", AVERAGE, BLEND}
    for name, predicted in comparison.predictions.items():
        assert predicted.shape == (2, 300), name
        assert np.isfinite(predicted).all(), name
    fold = comparison.folds[1][2]
    np.testing.assert_allclose(
        comparison.predictions["mean"][1, fold.validation],
        houses.log_prices[fold.training].mean(),
    )


def test_scores_are_those_computed_by_hand(comparison: Comparison, houses: HousePrices) -> None:
    squared = (comparison.predictions["soft"] - houses.log_prices) ** 2
    by_hand = [
        [np.sqrt(row[fold.validation].mean()) for fold in part]
        for row, part in zip(squared, comparison.folds, strict=True)
    ]
    np.testing.assert_allclose(comparison.fold_errors("soft"), by_hand)
    np.testing.assert_allclose(comparison.pooled_errors("soft"), np.sqrt(squared.mean(axis=1)))


def test_leaving_out_the_two_outliers_touches_their_folds_only(comparison: Comparison) -> None:
    all_rows = comparison.fold_errors("soft")
    reduced = comparison.fold_errors("soft", comparison.outliers)
    assert comparison.outliers.tolist() == [3, 4]
    for seed, folds in enumerate(comparison.folds):
        for number, fold in enumerate(folds):
            held_here = np.isin(comparison.outliers, fold.validation).any()
            assert (all_rows[seed, number] != reduced[seed, number]) == held_here


def test_the_blend_combines_its_members_with_weights_that_sum_to_one(
    comparison: Comparison,
) -> None:
    total = sum(comparison.weights.values())
    np.testing.assert_allclose(total, np.ones((2, 3)))
    fold = comparison.folds[0][0]
    by_hand = sum(
        weights[0, 0] * comparison.predictions[name][0, fold.validation]
        for name, weights in comparison.weights.items()
    )
    np.testing.assert_allclose(comparison.predictions[BLEND][0, fold.validation], by_hand)
    average = (comparison.predictions["stiff"] + comparison.predictions["soft"]) / 2
    np.testing.assert_allclose(comparison.predictions[AVERAGE], average)


def test_the_validation_prices_have_no_say_in_their_predictions(
    houses: HousePrices, comparison: Comparison
) -> None:
    """Corrupt the prices of one outer fold: neither its models nor its weights change."""
    fold = comparison.folds[0][0]
    prices = houses.prices.copy()
    prices[fold.validation] = 1e9
    corrupt = replace(houses, prices=prices)
    again = compare(corrupt, {}, {"stiff": ridge(1000.0), "soft": ridge(30.0)}, seeds=[0], folds=3)
    for name in ("stiff", "soft", BLEND):
        np.testing.assert_array_equal(
            again.predictions[name][0, fold.validation],
            comparison.predictions[name][0, fold.validation],
        )
    assert again.weights["soft"][0, 0] == comparison.weights["soft"][0, 0]
