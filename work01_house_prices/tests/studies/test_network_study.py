"""A cross-validation of networks repeats itself, and the nested one chooses inside its folds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shared.studies.declaring import Definition, Study
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.studies import networks
from work01_house_prices.training.config import CHOSEN

TINY = replace(CHOSEN, data="sample", folds=2, hidden=(4,), epochs=2)


def test_a_cross_validation_depends_on_its_seed_alone() -> None:
    first, again = (networks.cross_validated(TINY, seed=1) for _ in range(2))
    assert first == again
    assert first != networks.cross_validated(TINY, seed=2)
    assert 0 < first["valid/log-RMSE"] < 1


def test_the_nested_cross_validation_tells_what_each_fold_chose() -> None:
    decays = (0.0, 50.0)
    config = {"network": TINY, "weight_decays": decays, "inner_folds": 2}
    metrics = networks.nested(config, seed=3)
    ((seed, choice),) = metrics["choices"].items()
    assert seed == "3"
    assert len(choice["weight_decay"]) == TINY.folds
    assert set(choice["weight_decay"]) <= set(decays)
    assert metrics["valid/log-RMSE"] == pytest.approx(np.mean(choice["valid/log-RMSE/folds"]))


def test_a_subset_of_the_houses_keeps_price_and_id_with_its_house(houses: HousePrices) -> None:
    rows = make_folds(len(houses.train), 3)[1].training
    fewer = networks.subset(houses, rows)
    assert fewer.train["LotArea"].tolist() == houses.train["LotArea"].iloc[rows].tolist()
    np.testing.assert_array_equal(fewer.prices, houses.prices[rows])
    np.testing.assert_array_equal(fewer.train_ids, houses.train_ids[rows])
    assert fewer.train.index.tolist() == list(range(len(rows)))


@pytest.mark.parametrize("definition", [networks.plain_network, networks.chosen_network])
def test_every_variant_changes_one_setting_or_two_that_belong_together(
    definition: Definition,
) -> None:
    study = Study((0,), lambda *_: [])
    definition.function(study)
    base = study.wanted[0].settings
    changes = [
        {name for name, value in one.settings.items() if value != base[name]}
        for one in study.wanted[1:]
    ]
    # SGD comes with a learning rate, and with a weight decay, of its own.
    together = {"optimizer", "learning_rate", "weight_decay"}
    assert all(len(changed) == 1 or changed <= together for changed in changes), changes
