"""Early sales against late ones: what the shift costs, and of which kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from shared.studies import Study, study
from work01_house_prices.metrics.shift import (
    concept_shift,
    covariate_shift,
    error_between,
    label_shift,
    random_halves,
    split_by_year,
)
from work01_house_prices.models.baselines import baselines
from work01_house_prices.studies.houses import houses_of


def by_time(config: Mapping[str, Any]) -> dict[str, float]:
    """Measure the error on late sales of a model that was trained on early ones."""
    houses = houses_of(config["data"])
    error = error_between(baselines()[config["model"]], houses, split_by_year(houses))
    return {"test/log-RMSE": error}


def by_chance(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure the same on random halves of the same sizes: the difference is the shift's."""
    houses = houses_of(config["data"])
    error = error_between(baselines()[config["model"]], houses, random_halves(houses, seed))
    return {"test/log-RMSE": error}


def covariates(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Test whether other houses are sold."""
    houses = houses_of(config["data"])
    return asdict(covariate_shift(houses, permutations=config["permutations"], seed=seed))


def labels(config: Mapping[str, Any]) -> dict[str, float]:
    """Test whether the prices have another distribution."""
    return asdict(label_shift(houses_of(config["data"])))


def concept(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Test whether the same house brings another price."""
    return asdict(concept_shift(houses_of(config["data"]), seed=seed))


@study(seeds=range(10))
def shift(s: Study) -> None:
    """Train on early sales and test on late ones; look for covariate, label and concept shift."""
    first = s.seeds[0]
    config = {"data": "kaggle", "model": "ridge"}
    s.measure("early to late", by_time, config)
    for seed in s.seeds:
        s.measure("random halves", by_chance, config, seed)
    s.measure("covariate shift", covariates, {"data": "kaggle", "permutations": 50}, first)
    s.measure("label shift", labels, {"data": "kaggle"})
    s.measure("concept shift", concept, {"data": "kaggle"}, first)
