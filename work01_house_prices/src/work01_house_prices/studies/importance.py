"""Which columns the chosen network uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from work01_house_prices.metrics.importance import permutation_importance
from work01_house_prices.studies.houses import folds_of, houses_of
from work01_house_prices.training.config import CHOSEN
from work01_house_prices.training.network_regressor import NetworkRegressor


def columns(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure how much the error grows when a column is shuffled, most important column first."""
    network = replace(config["network"], seed=seed)
    ranking = permutation_importance(
        NetworkRegressor(network),
        houses_of(network.data),
        folds_of(network.data, network.folds, seed),
        repeats=config["repeats"],
        seed=seed,
    )
    return {"columns": ranking}


@study(seeds=(0,))
def importance(s: Study) -> None:
    """Shuffle each of the 79 columns, and see which ones the chosen network misses."""
    for seed in s.seeds:
        s.measure("chosen network", columns, {"network": CHOSEN, "repeats": 5}, seed)
