"""The worst predictions are the worst, and the two outliers' share is theirs."""

from __future__ import annotations

import json

import numpy as np
import pytest

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.residuals import outlier_effect, worst_predictions


def test_the_worst_predictions_come_first_with_their_sign_and_share(houses: HousePrices) -> None:
    predictions = houses.log_prices + 0.01
    predictions[[7, 11]] += [1.0, -2.0]
    worst = worst_predictions(houses, predictions, count=3)
    assert [entry["Id"] for entry in worst[:2]] == ["12", "8"]
    assert worst[0]["log_error"] == pytest.approx(-1.99)
    assert worst[1]["predicted"] == pytest.approx(houses.prices[7] * np.exp(1.01), abs=1)
    assert worst[0]["share_of_squared_error"] == pytest.approx(
        1.99**2 / (1.99**2 + 1.01**2 + 298 * 0.01**2)
    )
    assert len(json.loads(json.dumps(worst, allow_nan=False))) == 3


def test_leaving_outliers_out_of_the_score_flatters_it_by_their_share(houses: HousePrices) -> None:
    predictions = houses.log_prices + 0.1
    predictions[4] += 1.9
    effect = outlier_effect(houses, predictions, ids=(houses.train_ids[4], "99999"))
    assert effect["without_outliers"] == pytest.approx(0.1)
    assert effect["all_rows"] == pytest.approx(((4 + 299 * 0.01) / 300) ** 0.5)
    assert effect["share_of_squared_error"] == pytest.approx(4 / (4 + 299 * 0.01))
