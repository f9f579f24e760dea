"""The gradient checker finds a right gradient right and a wrong one wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from work01_house_prices.layers.gradient_check import (
    layer_errors,
    numerical_gradient,
    relative_error,
)
from work01_house_prices.layers.layers import Linear, Sigmoid


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_gradient_of_a_cubic_comes_out_with_an_error_of_h_squared(seed: int) -> None:
    x = np.random.default_rng(seed).uniform(-2, 2, size=(2, 3))
    gradient = numerical_gradient(lambda a: float((a**3).sum()), x)
    np.testing.assert_allclose(gradient, 3 * x**2, atol=1e-8)


def test_x_is_left_as_it_was() -> None:
    x = np.array([0.1, 0.2, 0.3])
    numerical_gradient(lambda a: float(a.sum()), x)
    np.testing.assert_array_equal(x, [0.1, 0.2, 0.3])


def test_relative_error_is_a_share_of_the_larger_array() -> None:
    assert relative_error(np.array([1.0, 10.0]), np.array([2.0, 10.0])) == pytest.approx(0.1)
    assert relative_error(np.zeros(2), np.zeros(2)) == 0


def test_a_wrong_derivative_is_found() -> None:
    class WrongSigmoid(Sigmoid):
        def backward(self, grad_output: np.ndarray) -> np.ndarray:
            return grad_output * self.outputs

    x = np.random.default_rng(0).normal(size=(3, 2))
    assert layer_errors(Sigmoid(), x, np.random.default_rng(0))["input"] < 1e-7
    assert layer_errors(WrongSigmoid(), x, np.random.default_rng(0))["input"] > 0.1


def test_a_forgotten_bias_gradient_is_found_and_the_parameters_are_restored() -> None:
    class WithoutBiasGradient(Linear):
        def backward_parameters(self, grad_output: np.ndarray) -> None:
            self.gradients["weight"][...] = grad_output.T @ self.inputs

    rng = np.random.default_rng(0)
    weight = rng.normal(size=(2, 3))
    layer = WithoutBiasGradient(weight.copy())
    errors = layer_errors(layer, rng.normal(size=(4, 3)), rng)
    assert set(errors) == {"input", "weight", "bias"}
    assert errors["weight"] < 1e-7
    assert errors["bias"] == pytest.approx(1.0)
    np.testing.assert_array_equal(layer.parameters["weight"], weight)
