"""What the reference does beyond the docstrings: its refusals say what is wrong, and float32 stays float32.

A student's answer may do neither, so these tests are none of the student's.
"""

import numpy as np
import pytest

from work01_house_prices.layers.layers import BatchNorm, Dropout, Linear, Sequential, Sigmoid
from work01_house_prices.layers.losses import log_rmse
from work01_house_prices.networks import nn_network, numpy_network, tensor_network


def test_batch_norm_says_how_many_rows_it_needs() -> None:
    with pytest.raises(ValueError, match="at least 2 rows"):
        BatchNorm(3).forward(np.ones((1, 3)))


@pytest.mark.parametrize("price", [0.0, -3.5, np.nan])
def test_log_rmse_names_the_price_and_the_argument(price: float) -> None:
    good, bad = np.array([1.0, 2.0]), np.array([1.0, price])
    with pytest.raises(ValueError, match=f"least prediction is {price}"):
        log_rmse(bad, good)
    with pytest.raises(ValueError, match="target"):
        log_rmse(good, bad)


def test_log_rmse_names_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\)"):
        log_rmse(np.ones((3, 1)), np.ones(3))


def test_float32_weights_stay_float32_through_a_network() -> None:
    network = Sequential(
        [
            Linear(np.ones((3, 2), np.float32)),
            BatchNorm(3, dtype=np.float32),
            Dropout(0.5, rng=0),
            Sigmoid(),
        ]
    )
    output = network.forward(np.ones((4, 2), np.float32))
    assert output.dtype == network.backward(output).dtype == network.gradients.dtype == np.float32


def test_float32_networks_train_in_float32() -> None:
    rng = np.random.default_rng(0)
    weights = numpy_network.initial_weights((3, 4, 1), rng=5, dtype=np.float32)
    x, y = rng.normal(size=(6, 3)).astype(np.float32), rng.normal(size=(6, 1)).astype(np.float32)
    for module in (numpy_network, tensor_network, nn_network):
        trained, _ = module.train(weights, x, y, learning_rate=0.01, steps=2)
        assert {array.dtype for array in trained.values()} == {np.dtype(np.float32)}
