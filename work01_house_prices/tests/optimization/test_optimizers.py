"""After 50 steps in float64, every optimizer's parameters equal torch's within 1e-10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from work01_house_prices.optimization import optimizers
from work01_house_prices.optimization.optimizers import Optimizer

# name, own optimizer, torch's, each with its own defaults; then with other settings.
CASES: dict[str, tuple[Any, Any, dict[str, Any], dict[str, Any]]] = {
    "SGD": (optimizers.SGD, torch.optim.SGD, {}, {}),
    "SGD, weight decay": (
        optimizers.SGD,
        torch.optim.SGD,
        {"learning_rate": 0.1, "weight_decay": 0.3},
        {"lr": 0.1, "weight_decay": 0.3},
    ),
    "Momentum": (optimizers.Momentum, torch.optim.SGD, {}, {"momentum": 0.9}),
    "Nesterov": (
        optimizers.Nesterov,
        torch.optim.SGD,
        {"learning_rate": 0.01, "momentum": 0.8},
        {"lr": 0.01, "momentum": 0.8, "nesterov": True},
    ),
    "AdaGrad": (optimizers.AdaGrad, torch.optim.Adagrad, {}, {}),
    "AdaGrad, large eps": (
        optimizers.AdaGrad,
        torch.optim.Adagrad,
        {"learning_rate": 0.5, "eps": 0.1},
        {"lr": 0.5, "eps": 0.1},
    ),
    "RMSProp": (optimizers.RMSProp, torch.optim.RMSprop, {}, {}),
    "RMSProp, large eps": (
        optimizers.RMSProp,
        torch.optim.RMSprop,
        {"alpha": 0.9, "eps": 0.1},
        {"alpha": 0.9, "eps": 0.1},
    ),
    "AdaDelta": (optimizers.AdaDelta, torch.optim.Adadelta, {}, {}),
    "AdaDelta, large eps": (
        optimizers.AdaDelta,
        torch.optim.Adadelta,
        {"learning_rate": 0.5, "rho": 0.95, "eps": 0.1},
        {"lr": 0.5, "rho": 0.95, "eps": 0.1},
    ),
    "Adam": (optimizers.Adam, torch.optim.Adam, {}, {}),
    "Adam, large eps": (
        optimizers.Adam,
        torch.optim.Adam,
        {"learning_rate": 0.1, "betas": (0.5, 0.9), "eps": 0.1},
        {"lr": 0.1, "betas": (0.5, 0.9), "eps": 0.1},
    ),
    "AdamW": (optimizers.AdamW, torch.optim.AdamW, {}, {}),
    "AdamW, strong decay": (
        optimizers.AdamW,
        torch.optim.AdamW,
        {"learning_rate": 0.1, "weight_decay": 0.5},
        {"lr": 0.1, "weight_decay": 0.5},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_equal_torchs(name: str) -> None:
    own, torchs, own_settings, torch_settings = CASES[name]
    rng = np.random.default_rng(0)
    start = rng.normal(size=30)
    optimizer = own(start.copy(), **own_settings)
    tensor = torch.tensor(start, requires_grad=True)
    twin = torchs([tensor], **torch_settings)
    for _ in range(50):
        gradient = rng.normal(size=30)
        optimizer.step(gradient)
        tensor.grad = torch.from_numpy(gradient)
        twin.step()
    expected = tensor.detach().numpy()
    np.testing.assert_allclose(optimizer.parameters, expected, rtol=0, atol=1e-10)
    assert np.abs(expected - start).max() > 1e-3, "the case moves too little to tell anything"


ALL = [
    optimizers.SGD,
    optimizers.Momentum,
    optimizers.Nesterov,
    optimizers.AdaGrad,
    optimizers.RMSProp,
    optimizers.AdaDelta,
    optimizers.Adam,
    optimizers.AdamW,
]


@pytest.mark.parametrize("optimizer_class", ALL)
def test_step_changes_the_given_array_in_place_and_not_the_gradient(
    optimizer_class: Callable[..., Optimizer],
) -> None:
    parameters, gradient = np.ones(3), np.array([1.0, -2.0, 0.0])
    optimizer = optimizer_class(parameters)
    optimizer.step(gradient)
    assert optimizer.parameters is parameters, "a network would not see the new parameters"
    assert np.all(parameters[:2] != 1)
    np.testing.assert_array_equal(gradient, [1.0, -2.0, 0.0])


@pytest.mark.parametrize("optimizer_class", ALL)
def test_float32_parameters_stay_float32(optimizer_class: Callable[..., Optimizer]) -> None:
    optimizer = optimizer_class(np.ones(3, np.float32))
    optimizer.step(np.ones(3, np.float32))
    assert optimizer.parameters.dtype == np.float32


@pytest.mark.parametrize("optimizer_class", ALL)
def test_two_hundred_steps_descend_a_quadratic_valley(
    optimizer_class: Callable[..., Optimizer],
) -> None:
    curvature = np.array([1.0, 10.0])
    optimizer = optimizer_class(np.array([3.0, 3.0]), learning_rate=0.05)
    start = curvature @ optimizer.parameters**2
    for _ in range(200):
        optimizer.step(curvature * optimizer.parameters)
    assert curvature @ optimizer.parameters**2 < start
