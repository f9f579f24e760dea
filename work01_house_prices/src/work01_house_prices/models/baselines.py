"""The models that a network has to beat, from the textbook's line to boosted trees.

All of them take the table of 79 columns and predict log prices; each brings its own preprocessing,
fitted with it. What can be tuned cheaply is tuned by an inner cross-validation on the rows given to
`fit`, so that cross-validating the estimator is nested. The settings of gradient boosting are not:
they were picked by hand among five; of hist gradient boosting two are tuned, the others are not.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNetCV, LassoCV, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVR
from sklearn.utils.validation import check_is_fitted

from work01_house_prices.data.folds import without_outliers
from work01_house_prices.data.preprocessing import make_preprocessor


def baselines() -> dict[str, Any]:
    """Return unfitted estimators by name.

    The smooth models train without the few houses over 4000 square feet, whose pull is large on a
    line and whose prices are odd. Trees isolate such houses in a leaf and keep them.
    """
    inner = KFold(5, shuffle=True, random_state=0)
    return {
        "D2L linear": TextbookLinear(),
        "ridge": _smooth(RidgeCV(np.geomspace(3, 300, 9))),
        "lasso": _smooth(LassoCV(alphas=np.geomspace(2e-4, 2e-3, 8), cv=inner, max_iter=50_000)),
        "elastic net": _smooth(
            ElasticNetCV(
                l1_ratio=[0.2, 0.6], alphas=np.geomspace(4e-4, 4e-3, 6), cv=inner, max_iter=50_000
            )
        ),
        "support vectors": _smooth(
            GridSearchCV(
                SVR(epsilon=0.03),
                {"C": [3.0, 10.0], "gamma": [2e-4, 5e-4]},
                scoring="neg_mean_squared_error",
                cv=inner,
            )
        ),
        "gradient boosting": make_pipeline(
            make_preprocessor(),
            GradientBoostingRegressor(
                learning_rate=0.025,
                n_estimators=1200,
                max_depth=3,
                min_samples_leaf=5,
                max_features=0.1,
                subsample=0.6,
                random_state=0,
            ),
        ),
        "hist gradient boosting": make_pipeline(
            make_preprocessor(),
            GridSearchCV(
                HistGradientBoostingRegressor(
                    learning_rate=0.05,
                    max_iter=300,
                    max_features=0.15,
                    min_samples_leaf=10,
                    random_state=0,
                ),
                {"max_leaf_nodes": [6, 12], "l2_regularization": [0.0, 3.0]},
                scoring="neg_mean_squared_error",
                cv=KFold(3, shuffle=True, random_state=0),
            ),
        ),
    }


def _smooth(model: Any) -> WithoutLargeHouses:
    return WithoutLargeHouses(make_pipeline(make_preprocessor(), model))


class WithoutLargeHouses(RegressorMixin, BaseEstimator):
    """Train on the houses that `folds.without_outliers` keeps; predict all houses."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, X: pd.DataFrame, y: Float[np.ndarray, " rows"]) -> Self:
        """Fit a copy of the estimator on the houses of ordinary size."""
        rows = without_outliers(X, np.arange(len(X)))
        self.estimator_ = clone(self.estimator).fit(X.iloc[rows], np.asarray(y)[rows])
        return self

    def predict(self, X: pd.DataFrame) -> Float[np.ndarray, " rows"]:
        """Predict all of `X`, whatever the size of the houses."""
        check_is_fitted(self)
        predictions: np.ndarray = self.estimator_.predict(X)
        return predictions


class TextbookLinear(RegressorMixin, BaseEstimator):
    """The linear model of "Dive into Deep Learning": raw prices, Adam, 100 epochs.

    The first version of the book's house price section trains on dollars with learning rate 5 and
    batches of 64, and fills missing numbers with the mean. It reports a validation log-RMSE of
    0.170 in five folds. Predictions below one dollar count as one dollar, as there.

    Args:
        seed: of the shuffles and the initial weights.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: Float[np.ndarray, " rows"]) -> Self:
        """Train on exp(y), the prices in dollars."""
        self.preprocessor_ = _textbook_preprocessor()
        features = torch.from_numpy(self.preprocessor_.fit_transform(X).astype(np.float32))
        prices = torch.from_numpy(np.exp(np.asarray(y)).astype(np.float32))
        generator = torch.Generator().manual_seed(self.seed)
        self.line_ = torch.nn.Linear(features.shape[1], 1)
        torch.nn.init.normal_(self.line_.weight, std=0.01, generator=generator)
        torch.nn.init.zeros_(self.line_.bias)
        optimizer = torch.optim.Adam(self.line_.parameters(), lr=5.0)
        for _ in range(100):
            for batch in torch.randperm(len(prices), generator=generator).split(64):
                optimizer.zero_grad()
                loss = ((self.line_(features[batch])[:, 0] - prices[batch]) ** 2).mean()
                loss.backward()
                optimizer.step()
        return self

    def predict(self, X: pd.DataFrame) -> Float[np.ndarray, " rows"]:
        """Return log prices, 0 where the line falls below a dollar."""
        check_is_fitted(self, "line_")
        features = torch.from_numpy(self.preprocessor_.transform(X).astype(np.float32))
        with torch.no_grad():
            dollars = self.line_(features)[:, 0].double().numpy()
        logs: np.ndarray = np.log(np.maximum(dollars, 1.0))
        return logs


def _textbook_preprocessor() -> Pipeline:
    """Standardize numbers, missing by the mean; make words one-hot with a column for missing."""
    numbers = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler())
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_pipeline(
        make_column_transformer(
            (numbers, make_column_selector(dtype_include="number")),
            (words, make_column_selector(dtype_exclude="number")),
        )
    )
