"""Least squares are convex along every line; a network is not."""

from __future__ import annotations

import numpy as np
import pytest

from work01_house_prices.regression import convexity

FRACTIONS = np.linspace(0, 1, 21)


def test_loss_along_line_starts_at_start_and_ends_at_end() -> None:
    values = convexity.loss_along_line(
        lambda w: float(w @ w), np.array([3.0, 0.0]), np.array([0.0, 4.0]), FRACTIONS
    )
    assert values[0] == pytest.approx(9.0)
    assert values[10] == pytest.approx(1.5**2 + 2.0**2)
    assert values[-1] == pytest.approx(16.0)


@pytest.mark.parametrize("seed", range(5))
def test_least_squares_are_convex(seed: int) -> None:
    assert convexity.is_convex(convexity.least_squares_line(FRACTIONS, seed))


@pytest.mark.parametrize("seed", range(3))
def test_a_network_is_not_convex_between_two_points_that_compute_the_same(seed: int) -> None:
    values = convexity.network_line(FRACTIONS, seed)
    assert values[0] == pytest.approx(values[-1], rel=1e-9)
    assert not convexity.is_convex(values)
    # With all hidden weights zero, no input matters: the best then is ln 2, a coin toss.
    assert values[10] >= np.log(2) - 1e-9


def test_a_straight_line_counts_as_convex_and_a_dent_does_not() -> None:
    assert convexity.is_convex(FRACTIONS)
    assert not convexity.is_convex(-(FRACTIONS**2))
