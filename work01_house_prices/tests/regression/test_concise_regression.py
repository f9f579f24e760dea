"""With torch.nn, SGD arrives where the closed form and the steps written out arrive."""

from __future__ import annotations

import numpy as np

from work01_house_prices.regression import concise_regression
from work01_house_prices.regression.linear_regression import (
    LeastSquares,
    closed_form,
    gradient_descent,
)


def problem(weight_decay: float) -> LeastSquares:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(30, 4))
    return LeastSquares(features, features.sum(axis=1) + rng.normal(size=30), weight_decay)


def test_batches_of_all_rows_are_gradient_descent_step_for_step() -> None:
    path = gradient_descent(problem(0.3), np.zeros(4), 0.1, 7)
    weights = concise_regression.train(problem(0.3), 0.1, epochs=7, batch_size=30, seed=0)
    np.testing.assert_allclose(weights, path[-1], atol=1e-12)


def test_it_arrives_at_the_closed_form() -> None:
    weights = concise_regression.train(problem(0.1), 0.5, epochs=100, batch_size=30, seed=0)
    np.testing.assert_allclose(weights, closed_form(problem(0.1)), atol=1e-8)


def test_a_seed_repeats_the_batches() -> None:
    one, same, other = (
        concise_regression.train(problem(0.0), 0.1, epochs=2, batch_size=7, seed=seed)
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
