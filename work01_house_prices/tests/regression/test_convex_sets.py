"""Mixtures stay inside convex sets, projections are nearest, and Jensen's inequality holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work01_house_prices.regression.convex_sets import Ball, HalfSpace, jensen_gap, mixture
from work01_house_prices.regression.linear_regression import LeastSquares

SEEDS = st.integers(0, 2**16)


def drawn(seed: int) -> tuple[np.random.Generator, Any, Any]:
    """A generator, five points in the plane, and the weights of a mixture."""
    rng = np.random.default_rng(seed)
    return rng, rng.normal(scale=3, size=(5, 2)), rng.dirichlet(np.ones(5))


def sets(rng: np.random.Generator) -> list[Ball | HalfSpace]:
    return [
        Ball(rng.normal(size=2), float(rng.uniform(0.5, 2))),
        HalfSpace(rng.normal(size=2), float(rng.normal())),
    ]


@settings(deadline=None, max_examples=30, derandomize=True)
@given(SEEDS)
def test_mixtures_of_points_inside_stay_inside_each_set_and_all_of_them(seed: int) -> None:
    rng, points, weights = drawn(seed)
    for one in sets(rng):
        inside = np.array([one.project(point) for point in points])
        assert all(one.holds(point) for point in inside)
        assert one.holds(mixture(inside, weights))
    ball, half = Ball(np.zeros(2), 2.0), HalfSpace(np.array([1.0, 0.0]), 0.5)
    both = [p for p in points if ball.holds(p) and half.holds(p)] or [np.zeros(2)]
    mixed = mixture(np.array(both), np.full(len(both), 1 / len(both)))
    assert ball.holds(mixed)
    assert half.holds(mixed)


def test_two_balls_side_by_side_are_not_convex() -> None:
    left, right = Ball(np.array([-2.0, 0.0]), 1.0), Ball(np.array([2.0, 0.0]), 1.0)
    middle = mixture(np.array([left.center, right.center]), np.array([0.5, 0.5]))
    assert not left.holds(middle)
    assert not right.holds(middle)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(SEEDS)
def test_a_projection_is_the_nearest_point_and_brings_no_two_points_apart(seed: int) -> None:
    rng, points, _ = drawn(seed)
    for one in sets(rng):
        projected = [one.project(point) for point in points]
        np.testing.assert_allclose(one.project(projected[0]), projected[0], atol=1e-9)
        # The angle to any point inside is a right one or more: no point inside is nearer.
        for other in projected[1:]:
            assert (points[0] - projected[0]) @ (other - projected[0]) <= 1e-9
        apart = np.linalg.norm(projected[0] - projected[1])
        assert apart <= np.linalg.norm(points[0] - points[1]) + 1e-9


def test_projecting_onto_a_ball_is_torchs_clipping_of_gradients() -> None:
    gradient = np.array([3.0, 4.0])
    parameter = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    parameter.grad = torch.from_numpy(gradient.copy())
    torch.nn.utils.clip_grad_norm_([parameter], 2.0)
    projected = Ball(np.zeros(2), 2.0).project(gradient)
    np.testing.assert_allclose(projected, parameter.grad.numpy(), rtol=1e-6)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(SEEDS)
def test_jensens_gap_is_positive_for_convex_functions_and_zero_for_linear_ones(seed: int) -> None:
    rng, points, weights = drawn(seed)
    problem = LeastSquares(rng.normal(size=(7, 2)), rng.normal(size=7), 0.1)
    convex: list[Any] = [np.linalg.norm, np.max, lambda x: np.exp(x).sum(), problem.loss]
    assert all(jensen_gap(function, points, weights) >= -1e-9 for function in convex)
    assert jensen_gap(lambda x: float(3 * x[0] - x[1] + 2), points, weights) == pytest.approx(0)
    assert jensen_gap(lambda x: float(np.log(np.abs(x) + 1).sum()), np.abs(points), weights) <= 1e-9


def test_the_gap_of_the_square_is_the_variance() -> None:
    values = np.array([[1.0], [2.0], [6.0]])
    gap = jensen_gap(lambda x: float(x @ x), values, np.full(3, 1 / 3))
    assert gap == pytest.approx(values.var())


@pytest.mark.parametrize("weights", [[0.5, 0.6], [1.5, -0.5]])
def test_weights_that_make_no_mixture_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        mixture(np.zeros((2, 1)), np.array(weights))
