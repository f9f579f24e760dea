"""Values and gradients of the losses equal torch's, where the loss is hard too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from work01_house_prices.layers.losses import log_rmse, mean_squared_error, softmax_cross_entropy

TOLERANCE: dict[str, Any] = {"rtol": 0, "atol": 1e-10}


def assert_equals_torch(
    actual: tuple[float, np.ndarray], prediction: np.ndarray, torch_loss: Callable[[Tensor], Tensor]
) -> None:
    """Compare (loss, gradient) with torch's loss of the same prediction and its gradient."""
    tensor = torch.tensor(prediction, requires_grad=True)
    expected = torch_loss(tensor)
    expected.backward()
    loss, gradient = actual
    assert loss == pytest.approx(expected.item(), abs=1e-10)
    np.testing.assert_allclose(gradient, tensor.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("shape", [(7,), (7, 1), (5, 3)])
def test_mean_squared_error_equals_torch(shape: tuple[int, ...]) -> None:
    prediction, target = np.random.default_rng(0).normal(size=(2, *shape))
    assert_equals_torch(
        mean_squared_error(prediction, target),
        prediction,
        lambda p: functional.mse_loss(p, torch.from_numpy(target)),
    )


def test_log_rmse_equals_torch() -> None:
    prediction, target = np.random.default_rng(1).uniform(0.5, 5, size=(2, 9, 1))
    assert_equals_torch(
        log_rmse(prediction, target),
        prediction,
        lambda p: functional.mse_loss(p.log(), torch.from_numpy(target).log()).sqrt(),
    )


def test_log_rmse_weighs_relative_errors() -> None:
    cheap, _ = log_rmse(np.array([110e3]), np.array([100e3]))
    dear, _ = log_rmse(np.array([1.1e6]), np.array([1e6]))
    assert cheap == pytest.approx(dear)
    assert cheap == pytest.approx(np.log(1.1))


def test_log_rmse_has_a_zero_gradient_at_a_perfect_prediction() -> None:
    prices = np.array([1.0, 2.0])
    loss, gradient = log_rmse(prices, prices)
    assert loss == 0
    np.testing.assert_array_equal(gradient, 0)


@pytest.mark.parametrize("price", [0.0, -3.5, np.nan])
def test_log_rmse_refuses_a_price_without_logarithm(price: float) -> None:
    good, bad = np.array([1.0, 2.0]), np.array([1.0, price])
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        log_rmse(bad, good)
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        log_rmse(good, bad)


@pytest.mark.parametrize("loss", [mean_squared_error, log_rmse])
def test_losses_refuse_shapes_that_would_broadcast(
    loss: Callable[[np.ndarray, np.ndarray], object],
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        loss(np.ones((3, 1)), np.ones(3))


def test_the_refusal_names_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\)"):
        mean_squared_error(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_softmax_cross_entropy_equals_torch_even_for_huge_logits(scale: float) -> None:
    rng = np.random.default_rng(2)
    logits = scale * rng.normal(size=(8, 5))
    labels = rng.integers(5, size=8)
    assert_equals_torch(
        softmax_cross_entropy(logits, labels),
        logits,
        lambda z: functional.cross_entropy(z, torch.from_numpy(labels)),
    )


def test_losses_leave_their_arguments_as_they_were() -> None:
    prediction, target = np.random.default_rng(3).uniform(1, 2, size=(2, 4, 3))
    kept = prediction.copy()
    mean_squared_error(prediction, target)
    log_rmse(prediction, target)
    softmax_cross_entropy(prediction, np.array([0, 1, 2, 0]))
    np.testing.assert_array_equal(prediction, kept)
