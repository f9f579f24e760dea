"""Every baseline learns the sample, and houses of odd size stay out of training alone."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from shared.data.testing import requires_data
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.data.preprocessing import make_preprocessor
from work01_house_prices.models.baselines import TextbookLinear, WithoutLargeHouses, baselines


@pytest.mark.parametrize("name", [name for name in baselines() if name != "D2L linear"])
def test_every_baseline_predicts_held_out_prices_better_than_their_mean(
    houses: HousePrices, name: str
) -> None:
    model = baselines()[name]
    if name == "hist gradient boosting":  # its search and 300 rounds are for real data
        model.set_params(gridsearchcv__cv=2, gridsearchcv__estimator__max_iter=30)
    if name == "gradient boosting":
        model.set_params(gradientboostingregressor__n_estimators=200)
    model.fit(houses.train.iloc[:240], houses.log_prices[:240])
    predictions = model.predict(houses.train.iloc[240:])
    target = houses.log_prices[240:]
    assert predictions.shape == target.shape
    error = np.sqrt(((predictions - target) ** 2).mean())
    assert error < 0.8 * target.std(), (
        f"log-RMSE {error:.3f} against {target.std():.3f} of the mean"
    )


class Recorder(RegressorMixin, BaseEstimator):
    """A model that keeps the rows it was given."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        self.rows_, self.targets_ = X.index.to_numpy(), np.asarray(y)
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return np.zeros(len(X))


def test_large_houses_are_left_out_of_training_and_predicted_all_the_same(
    houses: HousePrices,
) -> None:
    table = houses.train.iloc[:10].copy()
    table["GrLivArea"] = 1500.0
    table.loc[[2, 5], "GrLivArea"] = [4000.0, 4001.0]
    model = WithoutLargeHouses(Recorder()).fit(table, np.arange(10.0))
    assert model.estimator_.rows_.tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert model.estimator_.targets_.tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert len(model.predict(table)) == 10


def test_a_large_house_with_a_mad_price_changes_nothing(houses: HousePrices) -> None:
    table, target = houses.train.iloc[:100].copy(), houses.log_prices[:100].copy()
    table.loc[7, "GrLivArea"] = 6000.0
    model = WithoutLargeHouses(make_pipeline(make_preprocessor(), Ridge()))
    before = clone(model).fit(table, target).predict(houses.test)
    target[7] = 0.0
    after = clone(model).fit(table, target).predict(houses.test)
    np.testing.assert_array_equal(before, after)


def test_the_textbook_line_reaches_the_textbooks_error_on_real_data() -> None:
    houses = load(requires_data("house-prices"))
    folds = KFold(5, shuffle=True, random_state=0)
    predictions = cross_val_predict(TextbookLinear(), houses.train, houses.log_prices, cv=folds)
    error = np.sqrt(((predictions - houses.log_prices) ** 2).mean())
    assert error == pytest.approx(0.170, abs=0.02)


def test_the_textbook_line_is_repeatable_and_never_below_a_dollar(houses: HousePrices) -> None:
    first, second = (
        TextbookLinear(seed=1).fit(houses.train, houses.log_prices).predict(houses.test)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)
    assert (first >= 0).all()
