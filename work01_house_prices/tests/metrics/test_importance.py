"""A column that decides the price is important, one that the model ignores is not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin

from work01_house_prices.data.columns import FEATURE_NAMES
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.importance import permutation_importance


class AreaOnly(RegressorMixin, BaseEstimator):
    """log price = log GrLivArea + the training rows' mean difference."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        self.offset_ = float(np.mean(y - np.log(X["GrLivArea"])))
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return np.log(X["GrLivArea"].to_numpy()) + self.offset_


@pytest.fixture(scope="module")
def ranking(houses: HousePrices) -> list[dict[str, Any]]:
    by_area = replace(houses, prices=100 * houses.train["GrLivArea"].to_numpy())
    return permutation_importance(AreaOnly(), by_area, make_folds(300, 3), repeats=3)


def test_only_the_column_that_the_model_uses_matters(
    houses: HousePrices, ranking: list[dict[str, Any]]
) -> None:
    assert ranking[0]["column"] == "GrLivArea"
    std = np.log(houses.train["GrLivArea"]).std()
    # Shuffled against itself: the difference of two independent draws, √2 standard deviations.
    assert ranking[0]["increase"] == pytest.approx(2**0.5 * std, rel=0.15)
    assert all(entry["increase"] == pytest.approx(0, abs=1e-12) for entry in ranking[1:])


def test_all_79_columns_are_ranked_in_json(ranking: list[dict[str, Any]]) -> None:
    assert {entry["column"] for entry in ranking} == set(FEATURE_NAMES)
    assert len(ranking) == 79
    assert json.loads(json.dumps(ranking, allow_nan=False)) == ranking
    increases = [entry["increase"] for entry in ranking]
    assert increases == sorted(increases, reverse=True)
