"""One minimum, five ways to it: each against scikit-learn, NumPy or finite differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from work01_house_prices.layers.gradient_check import numerical_gradient
from work01_house_prices.regression.linear_regression import (
    LeastSquares,
    closed_form,
    gradient_descent,
    newton,
    normal_equations,
    polynomial_features,
    stochastic_gradient_descent,
)


def random_problem(
    seed: int = 0, rows: int = 40, columns: int = 5, weight_decay: float = 0.1
) -> LeastSquares:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, columns))
    targets = features @ rng.normal(size=columns) + rng.normal(size=rows)
    return LeastSquares(features, targets, weight_decay)


def test_polynomial_features_equal_numpys_vandermonde_matrix() -> None:
    x = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(polynomial_features(x, 4), np.vander(x, 5, increasing=True))


@settings(deadline=None, max_examples=30, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 20),
    columns=st.integers(1, 6),
    weight_decay=st.floats(0, 10),
)
def test_gradient_and_hessian_equal_their_finite_differences(
    seed: int, rows: int, columns: int, weight_decay: float
) -> None:
    problem = random_problem(seed, rows, columns, weight_decay)
    weights = np.random.default_rng(seed).normal(size=columns)
    np.testing.assert_allclose(
        problem.gradient(weights), numerical_gradient(problem.loss, weights), atol=1e-6
    )
    columns_of_hessian = [
        (problem.gradient(weights + 1e-5 * e) - problem.gradient(weights - 1e-5 * e)) / 2e-5
        for e in np.eye(columns)
    ]
    np.testing.assert_allclose(problem.hessian(), np.stack(columns_of_hessian), atol=1e-6)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1, 10.0])
@pytest.mark.parametrize("solve", [normal_equations, closed_form])
def test_closed_forms_equal_scikit_learns_ridge(
    solve: Callable[[LeastSquares], np.ndarray], weight_decay: float
) -> None:
    problem = random_problem(weight_decay=weight_decay)
    ridge = Ridge(alpha=len(problem.targets) * weight_decay, fit_intercept=False)
    ridge.fit(problem.features, problem.targets)
    np.testing.assert_allclose(solve(problem), ridge.coef_, rtol=1e-9)


def test_closed_form_takes_the_shortest_solution_where_columns_are_dependent() -> None:
    problem = random_problem(rows=3, columns=5, weight_decay=0.0)
    expected = np.linalg.pinv(problem.features) @ problem.targets
    np.testing.assert_allclose(closed_form(problem), expected, rtol=1e-9)


def test_normal_equations_refuse_dependent_columns_without_weight_decay() -> None:
    features = np.ones((4, 2))
    with pytest.raises(np.linalg.LinAlgError):
        normal_equations(LeastSquares(features, np.ones(4)))


def test_gradient_descent_converges_to_the_closed_form() -> None:
    problem = random_problem()
    path = gradient_descent(problem, np.zeros(5), learning_rate=0.5, steps=300)
    assert path.shape == (301, 5)
    np.testing.assert_allclose(path[0], 0.0, atol=1e-12)
    np.testing.assert_allclose(path[-1], closed_form(problem), rtol=1e-9)


def test_gradient_descent_diverges_above_two_over_the_largest_eigenvalue() -> None:
    problem = random_problem()
    limit = 2 / np.linalg.eigvalsh(problem.hessian()).max()
    below = gradient_descent(problem, np.ones(5), learning_rate=0.98 * limit, steps=400)
    above = gradient_descent(problem, np.ones(5), learning_rate=1.02 * limit, steps=400)
    minimum = closed_form(problem)
    assert np.linalg.norm(below[-1] - minimum) < 1e-2 * np.linalg.norm(below[0] - minimum)
    assert np.linalg.norm(above[-1] - minimum) > 1e2 * np.linalg.norm(above[0] - minimum)


def test_sgd_with_one_batch_of_all_rows_is_gradient_descent() -> None:
    problem = random_problem()
    sgd = stochastic_gradient_descent(
        problem, np.zeros(5), learning_rate=0.1, epochs=20, batch_size=40, seed=0
    )
    descent = gradient_descent(problem, np.zeros(5), learning_rate=0.1, steps=20)
    np.testing.assert_allclose(sgd, descent, atol=1e-12)


def test_sgd_visits_every_row_once_an_epoch_with_a_smaller_last_batch() -> None:
    problem = LeastSquares(np.eye(7), np.ones(7))
    path = stochastic_gradient_descent(
        problem, np.zeros(7), learning_rate=1.0, epochs=1, batch_size=3, seed=0
    )
    # Row i moves weight i alone, by 1 / (its batch's size).
    assert path.shape == (4, 7)
    np.testing.assert_allclose(np.sort(path[-1]), np.array([1 / 3] * 6 + [1.0]))


def test_sgd_comes_closer_to_the_minimum_with_a_decaying_rate() -> None:
    problem = random_problem()
    minimum = closed_form(problem)

    def distance(decay: float) -> float:
        path = stochastic_gradient_descent(
            problem, np.zeros(5), learning_rate=0.3, epochs=200, batch_size=4, seed=0, decay=decay
        )
        return float(np.linalg.norm(path[-1] - minimum))

    assert distance(decay=0.05) < 0.05 < distance(decay=0.0)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_newton_reaches_the_minimum_in_one_step_from_anywhere(seed: int) -> None:
    problem = random_problem(seed)
    start = np.random.default_rng(seed).normal(scale=100, size=5)
    path = newton(problem, start)
    np.testing.assert_allclose(path[-1], closed_form(problem), atol=1e-9)
