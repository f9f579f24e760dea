"""The loop sees nothing of what it validates; its learning rate rises, then falls."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import torch

from shared.training.settings.ranges import SettingsError
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import (
    batch_rows,
    fit_preprocessors,
    learning_rate_factor,
    make_network,
    make_optimizer,
)


def test_nothing_of_a_validation_fold_reaches_its_training(houses: HousePrices) -> None:
    config = TrainConfig()
    folds = make_folds(len(houses.train), 5)
    clean = fit_preprocessors(houses, folds, config)
    spoiled_table, spoiled_prices = houses.train.copy(), houses.prices.copy()
    rows = folds[0].validation
    for name in spoiled_table:
        if pd.api.types.is_numeric_dtype(spoiled_table[name]):
            spoiled_table.loc[rows, name] = 1e6
        else:
            spoiled_table.loc[rows, name] = None
    spoiled_prices[rows] = 1.0
    spoiled_houses = replace(houses, train=spoiled_table, prices=spoiled_prices)
    spoiled = fit_preprocessors(spoiled_houses, folds, config)
    columns = min(clean.columns, spoiled.columns)
    assert torch.equal(clean.features[0, :, :columns], spoiled.features[0, :, :columns])
    assert torch.equal(clean.targets[0], spoiled.targets[0])
    assert clean.means[0] == spoiled.means[0]


def test_biases_do_not_decay() -> None:
    config = TrainConfig(weight_decay=3.0, batch_norm=True)
    network = make_network(config, [0, 1], 5)
    names = {id(parameter): name for name, parameter in network.named_parameters()}
    decaying, spared = make_optimizer(config, network).param_groups
    assert decaying["weight_decay"] == 3.0
    assert spared["weight_decay"] == 0.0
    assert {names[id(p)] for p in decaying["params"]} == {
        "layers.0.weight", "layers.4.weight", "layers.8.weight", "skip.weight",
    }  # fmt: skip


def test_the_learning_rate_rises_then_falls_to_zero() -> None:
    factors = [learning_rate_factor(step, 100) for step in range(101)]
    assert factors[:5] == sorted(factors[:5])
    assert 0.98 < max(factors) == factors[4]
    assert factors[4:] == sorted(factors[4:], reverse=True)
    assert factors[100] == pytest.approx(0.0)


def test_a_batch_is_at_most_all_rows() -> None:
    assert batch_rows(TrainConfig(), 1000) == 64
    assert batch_rows(TrainConfig(), 40) == 40
    with pytest.raises(SettingsError, match="--batch-size 50: a fold has 40 training rows"):
        batch_rows(TrainConfig(batch_size=50), 40)
    with pytest.raises(SettingsError, match="--batch-norm with a batch of one row"):
        batch_rows(TrainConfig(batch_norm=True), 1)


def test_large_houses_alone_are_named(houses: HousePrices) -> None:
    large = replace(houses, train=houses.train.assign(GrLivArea=5000.0))
    with pytest.raises(SettingsError, match="--keep-outliers"):
        fit_preprocessors(large, make_folds(len(large.train), 5), TrainConfig())
