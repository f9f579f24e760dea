"""Features that a valuer would compute from one house alone: total area, ages, bathrooms.

Each new column uses the values of its own row and nothing else, so the transformer learns nothing from
the data and cannot leak from one row to another.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from work01_house_prices.columns import FEATURE_NAMES, NOMINAL, NUMERIC, ORDERED

ENGINEERED = (
    "TotalSF",
    "Bathrooms",
    "PorchSF",
    "Age",
    "YearsSinceRemodel",
    "GarageAge",
    "IsNew",
    "WasRemodeled",
    "QualityTimesSF",
    "SFPerRoom",
    "LotPerLivingSF",
)


class HouseFeatures(TransformerMixin, BaseEstimator):
    """Append `ENGINEERED` to the 79 columns of `columns.FEATURES` and give every column a plain type.

    Numbers (booleans among them) become float64; grades and names become Python strings with `nan` for
    missing, whatever string type pandas holds them in.

    Raises:
        ValueError: `X` is no DataFrame or lacks a column.
    """

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn nothing; check the columns."""
        _require_columns(X)
        self.n_features_in_ = len(FEATURE_NAMES)
        self.feature_names_in_ = np.array(FEATURE_NAMES, dtype=object)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return a new table, (rows, 79 + len(ENGINEERED)); `X` stays as it is."""
        check_is_fitted(self)
        _require_columns(X)
        numbers = X[list(NUMERIC)].astype("float64")
        words = X[[*ORDERED, *NOMINAL]].astype("object")
        words = words.map(lambda word: np.nan if pd.isna(word) else str(word)).astype("object")
        return pd.concat([numbers, words, _engineered(numbers)], axis=1)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns that `transform` returns."""
        return np.array([*NUMERIC, *ORDERED, *NOMINAL, *ENGINEERED], dtype=object)


def _require_columns(table: Any) -> None:
    if not isinstance(table, pd.DataFrame):
        raise ValueError(
            f"expected a pandas DataFrame of house features, got {type(table).__name__}"
        )
    missing = [name for name in FEATURE_NAMES if name not in table.columns]
    if missing:
        raise ValueError(f"the table lacks {len(missing)} columns, among them {missing[:5]}")


def _engineered(n: pd.DataFrame) -> pd.DataFrame:
    total = n["TotalBsmtSF"] + n["GrLivArea"]
    # The year 2207 occurs: a garage is at most as young as the sale. No garage: the house's own age.
    garage_built = n["GarageYrBlt"].fillna(n["YearBuilt"]).clip(upper=n["YrSold"])
    porches = ["WoodDeckSF", "OpenPorchSF", "EnclosedPorch", "3SsnPorch", "ScreenPorch"]
    columns = {
        "TotalSF": total,
        "Bathrooms": n["FullBath"] + n["BsmtFullBath"] + 0.5 * (n["HalfBath"] + n["BsmtHalfBath"]),
        "PorchSF": n[porches].sum(axis=1),
        "Age": (n["YrSold"] - n["YearBuilt"]).clip(lower=0),
        "YearsSinceRemodel": (n["YrSold"] - n["YearRemodAdd"]).clip(lower=0),
        "GarageAge": n["YrSold"] - garage_built,
        "IsNew": (n["YrSold"] - n["YearBuilt"] <= 1).astype("float64"),
        "WasRemodeled": (n["YearRemodAdd"] != n["YearBuilt"]).astype("float64"),
        "QualityTimesSF": n["OverallQual"] * total,
        "SFPerRoom": n["GrLivArea"] / n["TotRmsAbvGrd"].clip(lower=1),
        "LotPerLivingSF": n["LotArea"] / n["GrLivArea"].clip(lower=1),
    }
    return pd.DataFrame({name: columns[name] for name in ENGINEERED}, index=n.index)
