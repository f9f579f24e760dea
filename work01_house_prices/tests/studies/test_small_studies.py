"""What the smaller studies measure, on the generated sample."""

from __future__ import annotations

from dataclasses import replace

import pytest

from work01_house_prices.data.columns import FEATURE_NAMES
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.studies import importance, prices, shift
from work01_house_prices.training.config import CHOSEN


def test_the_shape_is_that_of_the_prices_or_of_their_logarithm(houses: HousePrices) -> None:
    dollars = prices.shape({"data": "sample", "logarithm": False})
    logs = prices.shape({"data": "sample", "logarithm": True})
    assert dollars["mean"] == pytest.approx(houses.prices.mean())
    assert logs["mean"] == pytest.approx(houses.log_prices.mean())


def test_the_target_is_what_the_configuration_says() -> None:
    config = {"data": "sample", "folds": 2, "model": "ridge"}
    dollars = prices.trained_on({**config, "logarithm": False}, seed=0)
    logs = prices.trained_on({**config, "logarithm": True}, seed=0)
    assert dollars["valid/log-RMSE"] > logs["valid/log-RMSE"]


def test_every_column_is_ranked_for_a_network() -> None:
    network = replace(CHOSEN, data="sample", folds=2, hidden=(4,), epochs=1)
    ranking = importance.columns({"network": network, "repeats": 1}, seed=0)["columns"]
    assert {row["column"] for row in ranking} == set(FEATURE_NAMES)


def test_random_halves_differ_by_seed_and_are_as_large_as_those_by_time() -> None:
    config = {"data": "sample", "model": "ridge"}
    errors = {shift.by_chance(config, seed)["test/log-RMSE"] for seed in (0, 1)}
    assert len(errors) == 2
    assert all(0 < error < 1 for error in errors)
    assert 0 < shift.by_time(config)["test/log-RMSE"] < 1
