"""The polynomials show what their lesson says: underfitting, overfitting, and its cure."""

from __future__ import annotations

import numpy as np
import pytest

from work01_house_prices.regression import polynomials
from work01_house_prices.regression.polynomials import ErrorCurve


@pytest.fixture(scope="module")
def by_degree() -> ErrorCurve:
    return polynomials.errors_by_degree(range(13), draws=50)


def test_training_error_never_rises_with_the_degree(by_degree: ErrorCurve) -> None:
    assert np.all(np.diff(by_degree.train, axis=1) <= 1e-6)


def test_a_line_underfits_on_both_sets(by_degree: ErrorCurve) -> None:
    assert np.median(by_degree.train[:, 1]) > 2 * polynomials.NOISE
    assert np.median(by_degree.validation[:, 1]) > 2 * polynomials.NOISE


def test_the_true_degree_has_the_least_validation_error(by_degree: ErrorCurve) -> None:
    assert np.median(by_degree.validation, axis=0).argmin() == 3
    assert np.median(by_degree.validation[:, 3]) == pytest.approx(polynomials.NOISE, rel=0.2)


def test_a_high_degree_overfits(by_degree: ErrorCurve) -> None:
    assert np.median(by_degree.train[:, 12]) < 0.7 * polynomials.NOISE
    assert np.median(by_degree.validation[:, 12]) > 10 * polynomials.NOISE


def test_some_weight_decay_helps_a_high_degree_and_too_much_hurts_it() -> None:
    curve = polynomials.errors_by_weight_decay(draws=50)
    validation = np.median(curve.validation, axis=0)
    best = validation.argmin()
    assert 0 < best < len(validation) - 1
    assert validation[best] < 0.2 * validation[0]
    assert validation[best] < 0.5 * validation[-1]


def test_the_same_seed_gives_the_same_curve() -> None:
    first, second = (polynomials.errors_by_degree(range(3), draws=2, seed=4) for _ in range(2))
    np.testing.assert_array_equal(first.validation, second.validation)
