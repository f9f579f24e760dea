"""The score is Kaggle's, on rows that were held out."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.dummy import DummyRegressor

from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import fold_errors, log_rmse, out_of_fold


def test_log_rmse_is_kaggles() -> None:
    predicted, price = np.log([110.0, 90.0]), np.log([100.0, 100.0])
    expected = np.sqrt((np.log(1.1) ** 2 + np.log(0.9) ** 2) / 2)
    assert log_rmse(predicted, price) == pytest.approx(expected)


def test_out_of_fold_predictions_come_from_models_fitted_without_the_row(
    houses: HousePrices,
) -> None:
    folds = make_folds(len(houses.train), 3)
    predictions = out_of_fold(DummyRegressor(), houses, folds)
    for fold in folds:
        expected = houses.log_prices[fold.training].mean()
        np.testing.assert_allclose(predictions[fold.validation], expected)


def test_houses_that_are_left_out_of_the_score_touch_their_folds_only(houses: HousePrices) -> None:
    folds = make_folds(len(houses.train), 3)
    predictions = houses.log_prices + np.linspace(0.1, 0.3, len(houses.train))
    all_rows = fold_errors(predictions, houses, folds)
    rows = folds[1].validation
    assert all_rows[1] == pytest.approx(log_rmse(predictions[rows], houses.log_prices[rows]))
    ids = houses.train_ids[folds[2].validation[:2]]
    reduced = fold_errors(predictions, houses, folds, without_ids=ids.tolist())
    assert (all_rows != reduced).tolist() == [False, False, True]
    kept = folds[2].validation[2:]
    assert reduced[2] == pytest.approx(log_rmse(predictions[kept], houses.log_prices[kept]))
