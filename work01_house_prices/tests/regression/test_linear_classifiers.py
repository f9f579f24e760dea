"""Least squares for classes equal scikit-learn's; they mask a class that softmax regression finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

from work01_house_prices.layers.gradient_check import numerical_gradient, relative_error
from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.regression import linear_classifiers as lines


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_closed_form_equals_scikit_learn_with_many_targets(weight_decay: float) -> None:
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(40, 5)) + 2, rng.integers(3, size=40)
    model = Ridge(alpha=40 * weight_decay) if weight_decay else LinearRegression()
    model.fit(features, np.eye(3)[labels])
    weights = lines.fit_one_hot(features, labels, 3, weight_decay)
    np.testing.assert_allclose(weights[:-1], model.coef_.T, atol=1e-10)
    np.testing.assert_allclose(weights[-1], model.intercept_, atol=1e-10)


def test_a_pixel_that_is_always_black_has_no_weight() -> None:
    rng = np.random.default_rng(0)
    features = np.hstack([rng.normal(size=(20, 2)), np.zeros((20, 1))])
    weights = lines.fit_one_hot(features, rng.integers(2, size=20), 2)
    np.testing.assert_allclose(weights[2], 0, atol=1e-12)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 2**16), decay=st.sampled_from([0.0, 0.1]))
def test_outputs_sum_to_one(seed: int, decay: float) -> None:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(12, 3))
    weights = lines.fit_one_hot(features, rng.integers(4, size=12), 4, decay)
    np.testing.assert_allclose(lines.with_ones(features) @ weights @ np.ones(4), 1, atol=1e-9)


def test_gradient_of_squared_error_is_its_finite_difference() -> None:
    rng = np.random.default_rng(0)
    outputs, labels = rng.normal(size=(6, 3)), rng.integers(3, size=6)
    _, gradient = lines.squared_error(outputs, labels)
    numerical = numerical_gradient(lambda z: lines.squared_error(z, labels)[0], outputs)
    assert relative_error(gradient, numerical) < 1e-7


def test_sgd_on_the_squared_error_arrives_at_the_closed_form() -> None:
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(60, 3)), rng.integers(3, size=60)
    weights = lines.fit_by_sgd(
        lines.squared_error,
        features,
        labels,
        3,
        learning_rate=0.5,
        epochs=300,
        batch_size=60,
        seed=0,
    )
    np.testing.assert_allclose(weights, lines.fit_one_hot(features, labels, 3), atol=1e-8)


def test_least_squares_mask_the_class_between_two_others_and_softmax_does_not() -> None:
    features, labels = lines.three_in_a_row(300, np.random.default_rng(0))
    masked = lines.decide(lines.fit_one_hot(features, labels, 3), features)
    weights = lines.fit_by_sgd(
        softmax_cross_entropy,
        features,
        labels,
        3,
        learning_rate=0.1,
        epochs=40,
        batch_size=30,
        seed=0,
    )
    assert np.mean(masked[labels == 1] == 1) < 0.2
    assert np.mean(lines.decide(weights, features) == labels) > 0.97
