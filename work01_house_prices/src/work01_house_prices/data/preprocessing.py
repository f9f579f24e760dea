"""From a table of houses to a matrix for a model, with nothing learned outside the training rows.

The well-known notebooks for this competition compute medians, skews and scales on train and test
together. Here every statistic lives in a fitted scikit-learn transformer, and whoever
cross-validates fits a fresh one inside each fold: `fit` sees the training rows, `transform` is a
pure function after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.utils.validation import check_is_fitted, validate_data

from work01_house_prices.data.columns import NOMINAL, NUMERIC, ORDERED
from work01_house_prices.data.features import ENGINEERED, HouseFeatures
from work01_house_prices.data.neighborhood_caps import EXCESS, CapByNeighborhood


def make_preprocessor(*, dtype: type[np.floating] = np.float64) -> Pipeline:
    """Return an unfitted pipeline from the 79 columns to a dense matrix of `dtype`.

    First sizes are capped by neighborhood and features computed. Then by kind of column. Amounts:
    missing by the median, `log1p` where skewed, standardized, clipped. Grades: numbered in their
    declared order, missing by the most frequent, standardized, clipped. Names: one-hot; those
    that fewer than five training rows bear share a column, and one never seen in training becomes
    a row of zeros.

    Args:
        dtype: of the matrix; float32 suits a network.
    """
    grades = make_pipeline(
        OrdinalEncoder(
            categories=[list(levels) for levels in ORDERED.values()],
            handle_unknown="use_encoded_value",
            unknown_value=np.nan,
        ),
        SimpleImputer(strategy="most_frequent", keep_empty_features=True),
        StandardScaler(),
        Clip(),
    )
    columns = ColumnTransformer(
        [
            ("amounts", _amounts(), [*NUMERIC, *EXCESS, *ENGINEERED]),
            ("grades", grades, list(ORDERED)),
            ("names", _names(), list(NOMINAL)),
        ],
        verbose_feature_names_out=False,
    )
    return Pipeline(
        [
            ("caps", CapByNeighborhood()),
            ("features", HouseFeatures()),
            ("columns", columns),
            ("cast", _cast(dtype)),
        ]
    )


def make_own_preprocessor(
    numbers: Sequence[str], names: Sequence[str], *, dtype: type[np.floating] = np.float64
) -> Pipeline:
    """Return an unfitted pipeline for a table of people's own: amounts and names as above.

    Args:
        numbers: its columns of amounts.
        names: its columns of names.
        dtype: of the matrix.
    """
    columns = ColumnTransformer(
        [("amounts", _amounts(), list(numbers)), ("names", _names(), list(names))],
        verbose_feature_names_out=False,
    )
    return Pipeline([("columns", columns), ("cast", _cast(dtype))])


def _amounts() -> Pipeline:
    return make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        LogSkewed(),
        StandardScaler(),
        Clip(),
    )


def _names() -> OneHotEncoder:
    return OneHotEncoder(handle_unknown="ignore", min_frequency=5, sparse_output=False)


def _cast(dtype: type[np.floating]) -> FunctionTransformer:
    return FunctionTransformer(_as_type, kw_args={"dtype": dtype}, feature_names_out="one-to-one")


def _as_type(
    matrix: Float[np.ndarray, "rows columns"], dtype: type[np.floating]
) -> Float[np.ndarray, "rows columns"]:
    return np.asarray(matrix, dtype=dtype)


class LogSkewed(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """`log1p` on the columns whose training rows are skewed, the others unchanged.

    Args:
        threshold: at least 0. A column is transformed if its sample skewness, the third central moment
            over the cubed standard deviation (both divide by n), is greater. That of a constant column
            is 0, also where rounding leaves it a tiny variance; a column's unit, large or small, makes no
            difference.

    Attributes:
        skewed_: which columns are transformed, (columns,) of bool. Columns with a negative training
            value never are; a negative value met later counts as 0.
    """

    def __init__(self, threshold: float = 0.75) -> None:
        self.threshold = threshold

    def fit(self, X: Any, y: Any = None) -> Self:
        """Choose the columns by the skewness of these rows; return the transformer itself."""
        values = validate_data(self, X, dtype="float64")
        centered = values - values.mean(axis=0)
        variance = (centered**2).mean(axis=0)
        third = (centered**3).mean(axis=0)
        # A constant column has neither variance nor skewness, but for what rounding leaves.
        varies = values.min(axis=0) < values.max(axis=0)
        skewness = np.divide(third, variance**1.5, out=np.zeros_like(third), where=varies)
        self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
        return self

    def transform(self, X: Any) -> Float[np.ndarray, "rows columns"]:
        """Return a float64 copy with `fit`'s choice, which `skewed_` has, whatever these rows look like."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype="float64", reset=False, copy=True)
        values[:, self.skewed_] = np.log1p(np.maximum(values[:, self.skewed_], 0))
        return values

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names as they came; scikit-learn's own asks what else `fit` has noted."""
        if input_features is None:
            return super().get_feature_names_out()
        return np.asarray(input_features, dtype=object)


class Clip(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Limit standardized values to [-limit, limit], so that one odd value has a bounded effect."""

    def __init__(self, limit: float = 6.0) -> None:
        self.limit = limit

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn nothing; remember the columns' number."""
        validate_data(self, X, dtype="float64")
        return self

    def transform(self, X: Any) -> Float[np.ndarray, "rows columns"]:
        """Clip every value."""
        check_is_fitted(self)
        return np.clip(
            validate_data(self, X, dtype="float64", reset=False), -self.limit, self.limit
        )
