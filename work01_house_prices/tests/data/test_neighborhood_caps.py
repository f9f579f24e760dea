"""A size is capped where the neighborhood's sales end, and the rest is reported."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.neighborhood_caps import CAPPED, CapByNeighborhood


def test_caps_follow_the_neighborhood_and_report_the_excess(houses: HousePrices) -> None:
    table = pd.concat([houses.train] * 2, ignore_index=True)
    small = table.index < 300
    table["Neighborhood"] = np.where(small, "Sawyer", "NoRidge")
    rng = np.random.default_rng(0)
    table["GrLivArea"] = np.where(small, 1300, 3000) * rng.lognormal(0, 0.1, 600)
    caps = CapByNeighborhood().fit(table)
    large = table.iloc[[0, 300]].assign(GrLivArea=3000.0)
    capped = caps.transform(large)
    cap, untouched = capped["GrLivArea"]
    assert cap == pytest.approx(1300 * np.exp(0.2), rel=0.1)
    assert untouched == 3000
    assert capped["ExcessLivingSF"].tolist() == pytest.approx([np.log(3001 / (cap + 1)), 0])


def test_a_new_neighborhood_is_capped_at_the_largest_training_value(houses: HousePrices) -> None:
    train = houses.train
    caps = CapByNeighborhood().fit(train)
    house = train.iloc[[0]].assign(Neighborhood="NewTown", GrLivArea=1e6, LotArea=np.nan)
    capped = caps.transform(house)
    assert capped["GrLivArea"].item() == train["GrLivArea"].max()
    assert np.isnan(capped["LotArea"].item()), "a missing value stays missing"
    assert set(CAPPED) <= set(caps.caps_)
    assert list(caps.get_feature_names_out()) == list(capped.columns)
