"""Features are computed from the values of their own row."""

from __future__ import annotations

import numpy as np

from work01_house_prices.data.features import HouseFeatures
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.preprocessing import make_preprocessor


def test_features_are_what_their_names_say(houses: HousePrices) -> None:
    table = houses.train.iloc[:3].assign(
        TotalBsmtSF=[1000.0, 0.0, 500.0],
        GrLivArea=[1500.0, 800.0, 700.0],
        FullBath=[2.0, 1.0, 1.0],
        HalfBath=[1.0, 0.0, 0.0],
        BsmtFullBath=[1.0, 0.0, 0.0],
        BsmtHalfBath=[0.0, 0.0, 1.0],
        YrSold=2010.0,
        YearBuilt=[2000.0, 2010.0, 1900.0],
        GarageYrBlt=[2005.0, np.nan, 2207.0],
        ExterQual=["Ex", "Po", "TA"],
        ExterCond=["TA", "Gd", "TA"],
    )
    made = HouseFeatures().fit(table).transform(table)
    assert made["TotalSF"].tolist() == [2500, 800, 1200]
    assert made["Bathrooms"].tolist() == [3.5, 1, 1.5]
    assert made["Age"].tolist() == [10, 0, 110]
    assert made["GarageAge"].tolist() == [5, 0, 0]  # no garage: the house's; 2207: as the sale
    assert made["IsNew"].tolist() == [0, 1, 0]
    assert made["ExteriorGrade"].tolist() == [8, 0, 4]


def test_whether_a_house_of_an_unknown_year_was_remodeled_is_unknown(houses: HousePrices) -> None:
    table = houses.train.assign(YearBuilt=1990.0, YearRemodAdd=1990.0)
    table.loc[table.index[:3], "YearRemodAdd"] = [np.nan, 2000.0, 1990.0]
    made = HouseFeatures().fit(table).transform(table)["WasRemodeled"]
    assert np.isnan(made.iloc[0])
    assert made.iloc[1:4].tolist() == [1, 0, 0]
    assert np.isfinite(make_preprocessor().fit_transform(table)).all()
