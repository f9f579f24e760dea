"""The blend's weights are the best on the simplex, and learned where the outer fold is not."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeRegressor
from sklearn.utils.validation import check_is_fitted

from work01_house_prices.models.blending import Blend, simplex_weights


def problem(seed: int = 0, rows: int = 120) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(rows, 4)), columns=list("abcd"))
    target = table["a"] + np.sin(2 * table["b"]) + 0.1 * rng.normal(size=rows)
    return table, target.to_numpy()


MODELS = {"line": LinearRegression(), "tree": DecisionTreeRegressor(max_depth=4, random_state=0)}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_weights_are_the_constrained_optimum_that_slsqp_finds(seed: int, models: int) -> None:
    rng = np.random.default_rng(seed)
    target = rng.normal(size=50)
    predictions = target[:, None] + rng.normal(size=(50, models)) * rng.uniform(0.1, 2, models)
    weights = simplex_weights(predictions, target)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, abs=1e-12)

    def error(w: np.ndarray) -> float:
        return ((predictions @ w - target) ** 2).mean()

    oracle = minimize(
        error,
        np.full(models, 1 / models),
        bounds=[(0, 1)] * models,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-12},
    )
    assert error(weights) <= oracle.fun + 1e-6


def test_a_perfect_model_gets_all_the_weight_and_equal_models_share() -> None:
    target = np.arange(10.0)
    weights = simplex_weights(np.column_stack([target, target + 1]), target)
    assert weights.tolist() == pytest.approx([1, 0], abs=1e-6)
    opposite = np.column_stack([target - 1, target + 1])
    assert simplex_weights(opposite, target).tolist() == pytest.approx([0.5, 0.5], abs=1e-6)


def test_weights_come_from_inner_out_of_fold_predictions() -> None:
    table, target = problem()
    blend = Blend(MODELS, folds=4, seed=3).fit(table, target)
    inner = KFold(4, shuffle=True, random_state=3)
    held_out = np.column_stack(
        [cross_val_predict(model, table, target, cv=inner) for model in MODELS.values()]
    )
    expected = simplex_weights(held_out, target)
    assert list(blend.weights_.values()) == pytest.approx(expected.tolist())


class Memorizer(RegressorMixin, BaseEstimator):
    """Perfect on its training rows, the mean elsewhere."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        self.known_ = dict(zip(map(tuple, X.to_numpy()), y, strict=True))
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return np.array([self.known_.get(tuple(row), self.mean_) for row in X.to_numpy()])


def test_a_model_that_memorizes_gets_no_credit_for_it() -> None:
    table, target = problem()
    blend = Blend({"line": LinearRegression(), "memory": Memorizer()}).fit(table, target)
    assert blend.weights_["memory"] < 0.1, "weights were fitted on the model's training rows"


def test_the_prediction_is_the_weighted_mean_of_members_fitted_on_all_rows() -> None:
    table, target = problem()
    blend = Blend(MODELS).fit(table, target)
    members = blend.predict_members(table)
    for name, model in MODELS.items():
        np.testing.assert_array_equal(members[name], model.fit(table, target).predict(table))
    by_hand = sum(blend.weights_[name] * members[name] for name in MODELS)
    np.testing.assert_allclose(blend.predict(table), by_hand)


def test_the_given_estimators_stay_unfitted() -> None:
    models = {"line": LinearRegression()}
    Blend(models).fit(*problem())
    with pytest.raises(NotFittedError):
        check_is_fitted(models["line"])
