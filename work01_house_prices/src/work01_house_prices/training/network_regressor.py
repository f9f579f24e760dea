"""The network as a scikit-learn estimator, so that it can enter a blend beside the others."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from jaxtyping import Float
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from shared.training import Loop
from work01_house_prices.data.fold_tensors import fit_folds
from work01_house_prices.data.folds import without_outliers
from work01_house_prices.metrics.cross_validation import predict
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit, make_network, network_seeds


class NetworkRegressor(RegressorMixin, BaseEstimator):
    """The mean of `config.networks` networks, from a table of houses to log prices.

    Args:
        config: settings of training; what concerns data, folds and the run folder is not used.
    """

    def __init__(self, config: TrainConfig = TrainConfig()) -> None:  # noqa: B008 - frozen
        self.config = config

    def fit(self, X: pd.DataFrame, y: Float[np.ndarray, " rows"]) -> Self:
        """Train on all rows of `X` (log prices `y`) but its outliers."""
        y = np.asarray(y, dtype=np.float64)
        rows = np.arange(len(X))
        if not self.config.keep_outliers:
            rows = without_outliers(X, rows)
        self.data_ = fit_folds(X, y, [rows])
        network = make_network(self.config, network_seeds(self.config, 1), self.data_.columns)
        self.network_ = fit(Loop(self.config.seed), self.config, network, self.data_)
        return self

    def predict(self, X: pd.DataFrame) -> Float[np.ndarray, " rows"]:
        """Return log prices, the mean over the networks."""
        check_is_fitted(self, "network_")
        (predictions,) = predict(self.network_, self.data_, self.data_.transform([X]))
        mean: Float[np.ndarray, " rows"] = predictions.mean(axis=0)
        return mean
