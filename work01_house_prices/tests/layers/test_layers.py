"""Every layer's output and gradients equal torch's, in float64, within 1e-10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from work01_house_prices.layers.gradient_check import layer_errors
from work01_house_prices.layers.layers import (
    BatchNorm,
    Dropout,
    Layer,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)

TOLERANCE: dict[str, Any] = {"rtol": 0, "atol": 1e-10}


def random_linear(rng: np.random.Generator, fan_in: int = 4, fan_out: int = 3) -> Linear:
    return Linear(rng.normal(size=(fan_out, fan_in)), rng.normal(size=fan_out))


def random_batch_norm(rng: np.random.Generator, features: int = 4) -> BatchNorm:
    layer = BatchNorm(features)
    layer.parameters["weight"][...] = rng.normal(size=features)
    layer.parameters["bias"][...] = rng.normal(size=features)
    return layer


def torch_twin(layer: Layer) -> Any:
    """The torch module with a copy of the layer's parameters."""
    twin: nn.Module
    if isinstance(layer, Linear):
        fan_out, fan_in = layer.parameters["weight"].shape
        twin = nn.Linear(fan_in, fan_out, dtype=torch.float64)
    elif isinstance(layer, BatchNorm):
        twin = nn.BatchNorm1d(len(layer.running_mean), dtype=torch.float64)
    else:
        twin = {ReLU: nn.ReLU, Sigmoid: nn.Sigmoid, Tanh: nn.Tanh}[type(layer)]()
    with torch.no_grad():
        for name, array in layer.parameters.items():
            getattr(twin, name).copy_(torch.from_numpy(array))
    return twin.train(layer.training)


def assert_equals_torch(layer: Layer, twin: Any, x: np.ndarray, grad_output: np.ndarray) -> None:
    """Compare output, input gradient and parameter gradients of one pass forward and back."""
    tensor = torch.tensor(x, requires_grad=True)
    expected = twin(tensor)
    expected.backward(torch.from_numpy(grad_output))
    np.testing.assert_allclose(layer.forward(x), expected.detach().numpy(), **TOLERANCE)
    grad_input = layer.backward(grad_output)
    np.testing.assert_allclose(grad_input, tensor.grad.numpy(), **TOLERANCE)
    for name, parameter in twin.named_parameters():
        np.testing.assert_allclose(
            layer.gradients[name], parameter.grad.numpy(), err_msg=name, **TOLERANCE
        )


LAYERS: dict[str, Callable[[np.random.Generator], Layer]] = {
    "Linear": random_linear,
    "ReLU": lambda rng: ReLU(),
    "Sigmoid": lambda rng: Sigmoid(),
    "Tanh": lambda rng: Tanh(),
    "BatchNorm": random_batch_norm,
}


@pytest.mark.parametrize("name", LAYERS)
@settings(deadline=None, max_examples=15, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(2, 9))
def test_forward_and_backward_equal_torch(name: str, seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    layer = LAYERS[name](rng)
    x = rng.normal(size=(rows, 4))
    grad_output = rng.normal(size=layer.forward(x).shape)
    layer = LAYERS[name](rng)  # a fresh one: batch norm has counted the pass above
    assert_equals_torch(layer, torch_twin(layer), x, grad_output)


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_equal_finite_differences(name: str) -> None:
    rng = np.random.default_rng(1)
    errors = layer_errors(LAYERS[name](rng), rng.normal(size=(6, 4)), rng)
    assert max(errors.values()) < 1e-7, errors


@pytest.mark.parametrize("name", LAYERS)
def test_backward_leaves_grad_output_and_the_input_as_they_were(name: str) -> None:
    rng = np.random.default_rng(2)
    layer = LAYERS[name](rng)
    x = rng.normal(size=(5, 4))
    kept_x = x.copy()
    grad_output = rng.normal(size=layer.forward(x).shape)
    kept_grad = grad_output.copy()
    layer.backward(grad_output)
    np.testing.assert_array_equal(x, kept_x)
    np.testing.assert_array_equal(grad_output, kept_grad)


def test_linear_backward_parameters_writes_what_backward_writes() -> None:
    rng = np.random.default_rng(3)
    layer = random_linear(rng)
    layer.forward(rng.normal(size=(5, 4)))
    grad_output = rng.normal(size=(5, 3))
    layer.backward(grad_output)
    expected = {name: gradient.copy() for name, gradient in layer.gradients.items()}
    layer.gradients["weight"][...] = layer.gradients["bias"][...] = np.nan
    layer.backward_parameters(grad_output)
    for name in expected:
        np.testing.assert_array_equal(layer.gradients[name], expected[name])


def test_linear_starts_with_a_bias_of_zeros_in_the_weights_dtype() -> None:
    layer = Linear(np.ones((3, 2), dtype=np.float32))
    np.testing.assert_array_equal(layer.parameters["bias"], np.zeros(3, dtype=np.float32))
    assert layer.parameters["bias"].dtype == np.float32


def test_sigmoid_neither_overflows_nor_loses_its_tail() -> None:
    x = np.array([[-1000.0, -40.0, 0.0, 40.0, 1000.0]])
    expected = torch.sigmoid(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(Sigmoid().forward(x), expected, rtol=1e-14)


def test_batch_norm_keeps_torchs_running_statistics_and_evaluates_with_them() -> None:
    rng = np.random.default_rng(4)
    layer = random_batch_norm(rng)
    twin = torch_twin(layer)
    for _ in range(5):
        x = rng.normal(loc=3, scale=2, size=(7, 4))
        layer.forward(x)
        twin(torch.from_numpy(x))
    np.testing.assert_allclose(layer.running_mean, twin.running_mean.numpy(), **TOLERANCE)
    np.testing.assert_allclose(layer.running_var, twin.running_var.numpy(), **TOLERANCE)

    layer.training = False
    twin.eval()
    assert_equals_torch(layer, twin, rng.normal(size=(1, 4)), rng.normal(size=(1, 4)))
    np.testing.assert_allclose(layer.running_mean, twin.running_mean.numpy(), **TOLERANCE)


def test_batch_norm_refuses_to_train_on_one_row() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        BatchNorm(3).forward(np.ones((1, 3)))


def test_dropout_equals_torch_with_the_same_mask() -> None:
    rng = np.random.default_rng(5)
    layer = Dropout(0.3, rng)
    x, grad_output = rng.normal(size=(2, 50, 40))
    output = layer.forward(x)
    tensor = torch.tensor(x, requires_grad=True)
    expected = tensor * torch.from_numpy(output != 0) / (1 - 0.3)
    expected.backward(torch.from_numpy(grad_output))
    np.testing.assert_allclose(output, expected.detach().numpy(), **TOLERANCE)
    np.testing.assert_allclose(layer.backward(grad_output), tensor.grad.numpy(), **TOLERANCE)


def test_dropout_drops_its_share_and_keeps_the_mean() -> None:
    output = Dropout(0.3, rng=0).forward(np.ones((1000, 100)))
    # 100,000 independent draws: the share's standard deviation is 0.0014.
    assert np.mean(output == 0) == pytest.approx(0.3, abs=0.007)
    assert output.mean() == pytest.approx(1.0, abs=0.01)


def test_dropout_draws_a_new_mask_each_time_and_none_in_evaluation() -> None:
    layer = Dropout(0.5, rng=0)
    x = np.random.default_rng(0).normal(size=(20, 20))
    assert not np.array_equal(layer.forward(x), layer.forward(x))
    layer.training = False
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)


@pytest.mark.parametrize("probability", [-0.1, 1.0])
def test_dropout_refuses_what_is_no_probability_below_one(probability: float) -> None:
    with pytest.raises(ValueError, match=str(probability)):
        Dropout(probability, rng=0)


def make_network(rng: np.random.Generator) -> Sequential:
    return Sequential(
        [
            random_linear(rng, 4, 6),
            BatchNorm(6),
            Tanh(),
            random_linear(rng, 6, 5),
            ReLU(),
            random_linear(rng, 5, 2),
        ]
    )


def torch_network(network: Sequential) -> nn.Sequential:
    return nn.Sequential(*[torch_twin(layer) for layer in network.layers])


def test_sequential_equals_torch() -> None:
    rng = np.random.default_rng(6)
    network = make_network(rng)
    twin = torch_network(network)
    x = rng.normal(size=(8, 4))
    grad_output = rng.normal(size=(8, 2))
    tensor = torch.tensor(x, requires_grad=True)
    output = twin(tensor)
    output.backward(torch.from_numpy(grad_output))
    flat = np.concatenate([parameter.grad.numpy().ravel() for parameter in twin.parameters()])

    np.testing.assert_allclose(network.forward(x), output.detach().numpy(), **TOLERANCE)
    np.testing.assert_allclose(network.backward(grad_output), tensor.grad.numpy(), **TOLERANCE)
    np.testing.assert_allclose(network.gradients, flat, **TOLERANCE)

    network.gradients[...] = np.nan
    network.backward_parameters(grad_output)
    np.testing.assert_allclose(network.gradients, flat, **TOLERANCE)


def test_a_change_of_the_flat_vector_changes_every_layer() -> None:
    rng = np.random.default_rng(7)
    network = make_network(rng)
    network.parameters[...] = 0
    for layer in network.layers:
        for array in layer.parameters.values():
            np.testing.assert_array_equal(array, 0)
    np.testing.assert_array_equal(network.forward(rng.normal(size=(3, 4))), 0)


def test_train_and_eval_reach_every_layer() -> None:
    network = make_network(np.random.default_rng(8))
    network.eval()
    assert not any(layer.training for layer in network.layers)
    network.train()
    assert all(layer.training for layer in network.layers)
