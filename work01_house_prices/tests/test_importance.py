"""A column that decides the price is important, one that the model ignores is not."""

import json

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin

from work01_house_prices.columns import FEATURE_NAMES
from work01_house_prices.data import HousePrices, load
from work01_house_prices.folds import make_folds
from work01_house_prices.importance import permutation_importance


class AreaOnly(RegressorMixin, BaseEstimator):
    """log price = log GrLivArea + the training rows' mean difference."""

    def fit(self, X, y):
        self.offset_ = float(np.mean(y - np.log(X["GrLivArea"])))
        return self

    def predict(self, X):
        return np.log(X["GrLivArea"].to_numpy()) + self.offset_


@pytest.fixture(scope="module")
def ranking():
    sample = load("sample")
    prices = 100 * sample.train["GrLivArea"].to_numpy()
    houses = HousePrices(sample.train, prices, sample.test, sample.train_ids, sample.test_ids)
    return permutation_importance(AreaOnly(), houses, make_folds(300, 3), repeats=3)


def test_only_the_column_that_the_model_uses_matters(ranking):
    assert ranking[0]["column"] == "GrLivArea"
    deviation = np.log(load("sample").train["GrLivArea"]).std()
    # Shuffled against itself: the difference of two independent draws, √2 standard deviations.
    assert ranking[0]["increase"] == pytest.approx(2**0.5 * deviation, rel=0.15)
    assert all(entry["increase"] == pytest.approx(0, abs=1e-12) for entry in ranking[1:])


def test_all_79_columns_are_ranked_in_json(ranking):
    assert {entry["column"] for entry in ranking} == set(FEATURE_NAMES)
    assert len(ranking) == 79
    assert json.loads(json.dumps(ranking, allow_nan=False)) == ranking
    increases = [entry["increase"] for entry in ranking]
    assert increases == sorted(increases, reverse=True)
