"""No house is credited with more size than the sales of its own neighborhood support.

A model that is linear in log area prices a 5600-square-foot house in a neighborhood of
1300-square-foot houses far beyond any sale there. The same area is ordinary in another
neighborhood, so one limit for all houses does not help. This is winsorizing within groups, with
the groups' moments shrunk toward the overall ones (as in Gelman and Hill, "Data Analysis Using
Regression and Multilevel/Hierarchical Models", 2007, chapter 12), since some neighborhoods have
two sales.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from work01_house_prices.data.features import require_features

CAPPED = (
    "GrLivArea",
    "TotalBsmtSF",
    "1stFlrSF",
    "2ndFlrSF",
    "BsmtFinSF1",
    "GarageArea",
    "LotArea",
    "OverallQual",
    "TotRmsAbvGrd",
    "MasVnrArea",
    "FullBath",
    "GarageCars",
    "Fireplaces",
)
EXCESS = {
    "ExcessLivingSF": "GrLivArea",
    "ExcessBasementSF": "TotalBsmtSF",
    "ExcessFinishedSF": "BsmtFinSF1",
    "ExcessQuality": "OverallQual",
}


@dataclass(frozen=True)
class Caps:
    """The limits of one column: by neighborhood, and for a neighborhood without sales."""

    by_neighborhood: dict[str, float]
    elsewhere: float


class CapByNeighborhood(TransformerMixin, BaseEstimator):
    """Limit the columns `CAPPED` and append how much was cut off, as log ratios, in `EXCESS`.

    The cap is exp(mean + num_stds · std) − 1 of log(1 + value) over the positive values among the
    training rows of the neighborhood. Mean and variance are weighted with `prior_rows` imaginary
    rows that have the overall mean and the average variance within neighborhoods.

    Args:
        num_stds: standard deviations above the neighborhood's mean at which the cap lies.
        prior_rows: weight of the overall moments, in rows.

    Attributes:
        caps_: the limits of each column.
    """

    def __init__(self, num_stds: float = 2.0, prior_rows: float = 10.0) -> None:
        self.num_stds = num_stds
        self.prior_rows = prior_rows

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the caps from these rows."""
        require_features(X)
        neighborhoods = X["Neighborhood"].astype("object")
        self.caps_ = {name: self._caps(X[name].astype("float64"), neighborhoods) for name in CAPPED}
        self.feature_names_in_ = np.array(X.columns, dtype=object)
        return self

    def _caps(self, values: pd.Series, neighborhoods: pd.Series) -> Caps:
        logs = np.log1p(values[values > 0])
        if logs.empty:  # nothing is known about sizes: nothing is cut
            return Caps({}, np.inf)
        groups = logs.groupby(neighborhoods.loc[logs.index])
        rows, weight = groups.size(), self.prior_rows
        variances = groups.var(ddof=0)
        mean = (rows * groups.mean() + weight * logs.mean()) / (rows + weight)
        variance = (rows * variances + weight * variances.mean()) / (rows + weight)
        limits = np.expm1(mean + self.num_stds * np.sqrt(variance))
        return Caps({str(name): float(cap) for name, cap in limits.items()}, float(values.max()))

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return a capped copy with the columns `EXCESS` appended; missing values stay missing."""
        check_is_fitted(self)
        require_features(X)
        capped = X.copy()
        neighborhoods = X["Neighborhood"].astype("object")
        for name, caps in self.caps_.items():
            limits = neighborhoods.map(caps.by_neighborhood).astype("float64")
            values = X[name].astype("float64")
            capped[name] = values.clip(upper=limits.fillna(caps.elsewhere))
        for excess, name in EXCESS.items():
            size, kept = X[name].astype("float64").clip(lower=0), capped[name].clip(lower=0)
            capped[excess] = (np.log1p(size) - np.log1p(kept)).fillna(0.0)
        return capped

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns that `transform` returns."""
        return np.array([*self.feature_names_in_, *EXCESS], dtype=object)
