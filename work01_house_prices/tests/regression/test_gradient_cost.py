"""A batch's gradient is right on average, and its noise is what sampling theory says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from work01_house_prices.regression import gradient_cost
from work01_house_prices.regression.linear_regression import LeastSquares


def test_expected_noise_is_that_of_all_possible_batches() -> None:
    rng = np.random.default_rng(0)
    problem, weights = gradient_cost.draw_problem(6, 2, rng), rng.normal(size=2)
    exact = problem.gradient(weights)
    off = [
        LeastSquares(problem.features[list(b)], problem.targets[list(b)]).gradient(weights) - exact
        for b in itertools.combinations(range(6), 4)
    ]
    np.testing.assert_allclose(np.mean(off, axis=0), 0, atol=1e-12)
    noise = np.sqrt(np.mean(np.sum(np.square(off), axis=1))) / np.linalg.norm(exact)
    assert gradient_cost.expected_noise(problem, weights, 4) == pytest.approx(noise)


def test_measured_noise_is_near_the_expected_and_falls_with_the_root_of_the_batch() -> None:
    rng = np.random.default_rng(0)
    problem, weights = gradient_cost.draw_problem(2000, 5, rng), np.zeros(5)
    for size in (4, 16):
        measured = gradient_cost.measured_noise(problem, weights, size, 2000, rng)
        expected = gradient_cost.expected_noise(problem, weights, size)
        assert measured == pytest.approx(expected, rel=0.1)
    four, sixteen = (gradient_cost.expected_noise(problem, weights, size) for size in (4, 16))
    assert four / sixteen == pytest.approx(2, rel=0.01)


def test_all_rows_have_no_noise_and_none_is_drawn_twice() -> None:
    rng = np.random.default_rng(0)
    problem = gradient_cost.draw_problem(50, 3, rng)
    weights = rng.normal(size=3)
    np.testing.assert_allclose(
        gradient_cost.batch_gradient(problem, weights, 50, rng), problem.gradient(weights)
    )
    assert gradient_cost.expected_noise(problem, weights, 50) == 0
