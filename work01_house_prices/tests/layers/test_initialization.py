"""Weights are drawn as torch.nn.init draws them, and keep a signal's size through depth."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from work01_house_prices.layers import initialization
from work01_house_prices.layers.layers import Linear, ReLU

FAN_IN, FAN_OUT = 300, 500
TORCH = {
    "xavier_uniform": lambda w: torch.nn.init.xavier_uniform_(w),
    "xavier_normal": lambda w: torch.nn.init.xavier_normal_(w),
    "kaiming_uniform": lambda w: torch.nn.init.kaiming_uniform_(w, nonlinearity="relu"),
    "kaiming_normal": lambda w: torch.nn.init.kaiming_normal_(w, nonlinearity="relu"),
}


@pytest.mark.parametrize("name", TORCH)
def test_shape_mean_std_and_tails_are_torchs(name: str) -> None:
    actual = getattr(initialization, name)(FAN_IN, FAN_OUT, rng=0)
    torch.manual_seed(0)
    expected = TORCH[name](torch.empty(FAN_OUT, FAN_IN, dtype=torch.float64)).numpy()
    assert actual.shape == expected.shape
    # 150,000 draws: a standard deviation is known to 0.2 %, a mean to 0.0026 of them.
    assert actual.std() == pytest.approx(expected.std(), rel=0.01)
    assert abs(actual.mean()) < 0.013 * actual.std()
    kurtosis = np.mean(actual**4) / np.mean(actual**2) ** 2  # normal 3, uniform 1.8
    assert kurtosis == pytest.approx(np.mean(expected**4) / np.mean(expected**2) ** 2, rel=0.05)


@pytest.mark.parametrize("name", TORCH)
def test_a_seed_decides_the_weights_and_the_dtype_is_as_asked(name: str) -> None:
    initialize = getattr(initialization, name)
    first = initialize(4, 3, 7, np.float32)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, initialize(4, 3, 7, np.float32))
    assert not np.array_equal(first, initialize(4, 3, 8, np.float32))


@pytest.mark.parametrize("name", ["kaiming_uniform", "kaiming_normal"])
def test_kaiming_keeps_the_mean_square_through_twenty_relu_layers(name: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 256))
    for _ in range(20):
        x = ReLU().forward(Linear(getattr(initialization, name)(256, 256, rng)).forward(x))
    # E[relu(z)²] = E[z²] / 2 = 1 / 2 · 2; the wrong gain would be off by 2 to the power 20.
    assert np.mean(x**2) == pytest.approx(1.0, rel=0.7)
