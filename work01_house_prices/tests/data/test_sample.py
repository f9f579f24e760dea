"""The generated sample has the competition's columns, types, categories and gaps."""

from __future__ import annotations

import numpy as np

from work01_house_prices.data import sample
from work01_house_prices.data.columns import FEATURE_NAMES, FEATURES, NONE, Numeric, Ordered
from work01_house_prices.data.house_prices import HousePrices


def test_the_sample_has_kaggles_79_columns_their_types_and_gaps(houses: HousePrices) -> None:
    assert tuple(houses.train.columns) == tuple(houses.test.columns) == FEATURE_NAMES
    assert len(FEATURE_NAMES) == 79
    assert houses.train.shape[0] == len(houses.prices) == len(houses.train_ids) == 300
    for column in FEATURES:
        values = houses.train[column.name]
        if isinstance(column, Numeric):
            assert values.dtype == np.float64, column.name
        else:
            listed = column.levels if isinstance(column, Ordered) else column.categories
            assert set(values.dropna()) <= {*listed, NONE}, column.name
    gaps = set(houses.train.columns[houses.train.isna().any()])
    assert {"LotFrontage", "GarageYrBlt", "MasVnrArea"} <= gaps
    assert NONE in set(houses.train["PoolQC"])
    assert NONE in set(houses.train["GarageType"])


def test_the_sample_is_the_same_every_time_and_differs_by_seed() -> None:
    assert sample.csv_tables() == sample.csv_tables()
    assert sample.csv_tables(seed=1) != sample.csv_tables(seed=0)


def test_a_house_of_the_sample_without_garage_has_no_garage_of_any_kind(
    houses: HousePrices,
) -> None:
    train = houses.train
    without = train[train["GarageCars"] == 0]
    assert len(without)
    assert (without[["GarageType", "GarageFinish", "GarageQual"]] == NONE).all(axis=None)
    assert (without["GarageArea"] == 0).all()
    assert without["GarageYrBlt"].isna().all()
