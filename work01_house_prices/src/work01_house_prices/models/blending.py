"""A blend of models whose weights are learned from predictions that no model was trained on.

Stacked regressions (L. Breiman, Machine Learning 24, 1996): cut the training rows into inner folds,
let every model predict each inner fold from the others, and choose weights w ≥ 0, Σw = 1 that
minimize the squared error of the combined predictions. Breiman found the sign constraint to matter
more than the fitting. Cross-validating the blend as a whole is then nested: an outer validation row
takes part in neither models nor weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from jaxtyping import Float
from scipy.optimize import nnls
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.utils.validation import check_is_fitted


def simplex_weights(
    predictions: Float[np.ndarray, "rows models"], target: Float[np.ndarray, " rows"]
) -> Float[np.ndarray, " models"]:
    """Return weights w ≥ 0 with Σw = 1 that minimize the squared error of `predictions @ w`.

    Since Σw = 1, the error is E w with E = predictions − target. Non-negative least squares solves
    min ‖E w‖ with one more equation, a large multiple of Σw = 1 (Lawson and Hanson, "Solving Least
    Squares Problems", 1974, chapter 22: constraints by weighting).
    """
    errors = predictions - target[:, None]
    large = 1e4 * max(float(np.linalg.norm(errors)), 1e-12)
    equations = np.vstack([errors, np.full(errors.shape[1], large)])
    weights, _ = nnls(equations, np.append(np.zeros(len(errors)), large))
    normalized: np.ndarray = weights / weights.sum()
    return normalized


class Blend(RegressorMixin, BaseEstimator):
    """A weighted mean of estimators, weighted by inner cross-validation.

    Args:
        estimators: name → unfitted estimator with scikit-learn's `fit` and `predict`.
        folds: inner folds.
        seed: of the inner shuffle.

    Attributes:
        weights_: name → weight.
        members_: name → estimator, fitted on all rows given to `fit`.
    """

    def __init__(self, estimators: Mapping[str, Any], folds: int = 5, seed: int = 0) -> None:
        self.estimators = estimators
        self.folds = folds
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: Float[np.ndarray, " rows"]) -> Self:
        """Learn the weights on inner folds, then train each estimator on all rows."""
        inner = KFold(self.folds, shuffle=True, random_state=self.seed)
        predictions = np.column_stack(
            [cross_val_predict(model, X, y, cv=inner) for model in self.estimators.values()]
        )
        weights = simplex_weights(predictions, np.asarray(y))
        self.weights_ = dict(zip(self.estimators, weights.tolist(), strict=True))
        self.members_ = {name: clone(model).fit(X, y) for name, model in self.estimators.items()}
        return self

    def predict_members(self, X: pd.DataFrame) -> dict[str, Float[np.ndarray, " rows"]]:
        """Return what each estimator alone predicts."""
        check_is_fitted(self)
        return {name: model.predict(X) for name, model in self.members_.items()}

    def combine(self, members: Mapping[str, np.ndarray]) -> Float[np.ndarray, " rows"]:
        """Return the weighted mean of the members' predictions."""
        check_is_fitted(self)
        parts = [weight * members[name] for name, weight in self.weights_.items()]
        mean: np.ndarray = np.sum(parts, axis=0)
        return mean

    def predict(self, X: pd.DataFrame) -> Float[np.ndarray, " rows"]:
        """Predict with every member and combine."""
        return self.combine(self.predict_members(X))
