"""NumPy, tensors, torch.nn: from the same weights, the three networks stay together."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from work01_house_prices.layers.layers import Sequential
from work01_house_prices.networks import nn_network, numpy_network, tensor_network
from work01_house_prices.optimization.optimizers import SGD

WIDTHS = (6, 16, 8, 1)


@pytest.fixture
def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(32, 6))
    features[0] = 0  # with biases of zero, ReLU is asked for its derivative at 0
    return features, np.sin(features[:, :1]) + features[:, 1:2] * features[:, 2:3]


def test_the_three_networks_stay_together_for_a_hundred_steps(
    data: tuple[np.ndarray, np.ndarray],
) -> None:
    weights = numpy_network.initial_weights(WIDTHS, rng=0)
    start = {name: array.copy() for name, array in weights.items()}
    expected, expected_losses = numpy_network.train(weights, *data, learning_rate=0.01, steps=100)
    assert expected_losses[-1] < 0.1 * expected_losses[0]
    for module in (tensor_network, nn_network):
        actual, losses = module.train(weights, *data, learning_rate=0.01, steps=100)
        # Step for step: each loss is that of the parameters before the step.
        np.testing.assert_allclose(losses, expected_losses, rtol=0, atol=1e-10)
        assert actual.keys() == expected.keys()
        for name in expected:
            np.testing.assert_allclose(
                actual[name], expected[name], rtol=0, atol=1e-10, err_msg=name
            )
    for name in start:
        np.testing.assert_array_equal(weights[name], start[name], "training changed its input")


def test_the_three_networks_give_the_same_output(data: tuple[np.ndarray, np.ndarray]) -> None:
    weights = numpy_network.initial_weights(WIDTHS, rng=1)
    x = data[0]
    expected = numpy_network.build(weights).forward(x)
    with torch.no_grad():
        tensor_output = tensor_network.forward(
            tensor_network.tensors_of(weights), torch.from_numpy(x)
        )
        nn_output = nn_network.build(weights)(torch.from_numpy(x))
    np.testing.assert_allclose(tensor_output.numpy(), expected, atol=1e-12)
    np.testing.assert_allclose(nn_output.numpy(), expected, atol=1e-12)


def test_weights_go_into_each_network_and_come_out_unchanged() -> None:
    weights = numpy_network.initial_weights(WIDTHS, rng=2, dtype=np.float32)
    for module in (numpy_network, nn_network):
        returned = module.weights_of(module.build(weights))
        assert list(returned) == list(weights)
        for name in weights:
            assert returned[name].dtype == np.float32
            np.testing.assert_array_equal(returned[name], weights[name])


def test_weights_of_another_shape_are_refused_by_name() -> None:
    weights = numpy_network.initial_weights(WIDTHS, rng=3)
    weights["2.bias"] = np.zeros(5)
    with pytest.raises(RuntimeError, match=r"2\.bias"):
        nn_network.build(weights)


def test_an_epoch_of_any_optimizer_needs_only_the_flat_vectors(
    data: tuple[np.ndarray, np.ndarray],
) -> None:
    network = numpy_network.build(numpy_network.initial_weights(WIDTHS, rng=4))
    assert isinstance(network, Sequential)
    optimizer = SGD(network.parameters, learning_rate=0.01)
    losses = [numpy_network.train_step(network, optimizer, *data) for _ in range(50)]
    assert losses[-1] < losses[0]
