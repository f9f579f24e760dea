"""Gradients vanish, explode, or come through, as depth and start decide."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from work01_house_prices.layers import gradient_flow
from work01_house_prices.layers.initialization import xavier_normal
from work01_house_prices.layers.layers import Sigmoid


@pytest.mark.parametrize("seed", range(3))
def test_the_three_networks_vanish_explode_and_stay_healthy(seed: int) -> None:
    norms = gradient_flow.study(depth=20, seed=seed)
    at_input = {name: values[0] / values[-1] for name, values in norms.items()}
    assert at_input["sigmoid, Xavier"] < 1e-8
    assert at_input["ReLU, twice Kaiming"] > 1e4
    assert 0.1 < at_input["ReLU, Kaiming"] < 10


def test_vanishing_grows_with_depth() -> None:
    ratios = []
    for depth in (2, 5, 10):
        norms = gradient_flow.gradient_norms(depth, Sigmoid, xavier_normal)
        assert norms.shape == (depth,)
        ratios.append(norms[0] / norms[-1])
    assert ratios[0] > 10 * ratios[1] > 100 * ratios[2]


def test_the_norms_equal_those_of_autograd() -> None:
    depth, width, batch = 3, 4, 5
    norms = gradient_flow.gradient_norms(depth, Sigmoid, xavier_normal, width, batch, seed=1)

    rng = np.random.default_rng(1)
    weights = [torch.from_numpy(xavier_normal(width, width, rng)) for _ in range(depth)]
    x = torch.from_numpy(rng.normal(size=(batch, width)))
    outputs = []
    for weight in weights:
        outputs.append(nn.functional.linear(x, weight).requires_grad_())
        x = torch.sigmoid(outputs[-1])
    gradients = torch.autograd.grad(x, outputs, torch.from_numpy(rng.normal(size=(batch, width))))
    np.testing.assert_allclose(norms, [g.square().mean().sqrt().item() for g in gradients])
