"""The target: the shape of the prices, and what their logarithm is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.studies import Study, study
from work01_house_prices.metrics.target import moments, target_errors
from work01_house_prices.models.baselines import baselines
from work01_house_prices.studies.houses import folds_of, houses_of
from work01_house_prices.studies.networks import SEEDS


def shape(config: Mapping[str, Any]) -> dict[str, float]:
    """Return mean, spread and shape of the prices, or of their logarithm."""
    houses = houses_of(config["data"])
    return moments(houses.log_prices if config["logarithm"] else houses.prices)


@study()
def price_shape(s: Study) -> None:
    """Describe the target, in dollars and in log dollars."""
    s.measure({"target": "price"}, shape, {"data": "kaggle", "logarithm": False})
    s.measure({"target": "log_price"}, shape, {"data": "kaggle", "logarithm": True})


def trained_on(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure the error of a baseline that is trained on dollars or on their logarithm."""
    houses = houses_of(config["data"])
    folds = folds_of(config["data"], config["folds"], seed)
    model = baselines()[config["model"]]
    return target_errors(model, houses, folds, logarithm=config["logarithm"])


@study(seeds=SEEDS)
def target(s: Study) -> None:
    """Train ridge regression on dollars and on log dollars."""
    for name, logarithm in (("dollars", False), ("log dollars", True)):
        config = {"data": "kaggle", "folds": 5, "model": "ridge", "logarithm": logarithm}
        for seed in s.seeds:
            s.measure({"trained on": name}, trained_on, config, seed)
