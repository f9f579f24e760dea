"""Networks in a batch compute, learn and stay what they are alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from shared.training import Loop
from work01_house_prices.data.fold_tensors import fit_folds
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.networks.batched_network import (
    ACTIVATIONS,
    Activation,
    BatchedLinear,
    BatchedNetwork,
)
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit, make_network


def member(network: BatchedNetwork, index: int) -> nn.Sequential:
    """One network of the batch, without batch norm and skip, as plain torch.nn layers."""
    layers: list[nn.Module] = []
    for layer in network.layers:
        if isinstance(layer, BatchedLinear):
            outputs, inputs = layer.weight.shape[1:]
            linear = nn.Linear(inputs, outputs)
            linear.weight.data = layer.weight.data[index]
            assert layer.bias is not None
            linear.bias.data = layer.bias.data[index, 0]
            layers.append(linear)
        else:
            layers.append(layer)
    return nn.Sequential(*layers)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (7,), (7, 3)])
def test_each_network_computes_what_it_computes_alone(
    activation: Activation, hidden: tuple[int, ...]
) -> None:
    network = BatchedNetwork([0, 1, 2], 5, hidden=hidden, activation=activation)
    rows = torch.randn(3, 11, 5)
    outputs = network(rows)
    assert outputs.shape == (3, 11)
    for index in range(3):
        alone = member(network, index)(rows[index])[:, 0]
        torch.testing.assert_close(outputs[index], alone, rtol=1e-5, atol=1e-6)


def test_the_skip_adds_a_linear_map() -> None:
    network = BatchedNetwork([0, 1], 5, skip=True)
    rows = torch.randn(2, 4, 5)
    assert network.skip is not None
    before = network(rows)
    nn.init.ones_(network.skip.weight)
    torch.testing.assert_close(network(rows), before + rows.sum(dim=2))


def test_batch_norm_is_that_of_each_network_alone() -> None:
    network = BatchedNetwork([0, 1], 5, hidden=(6,), batch_norm=True)
    hidden, norm = network.layers[0], network.layers[1]
    rows = torch.randn(2, 32, 5) * torch.tensor([1.0, 100.0])[:, None, None]
    outputs = norm(hidden(rows))
    for index in range(2):
        alone = nn.BatchNorm1d(6)(hidden(rows)[index])
        torch.testing.assert_close(outputs[index], alone, rtol=1e-4, atol=1e-5)


def test_initial_weights_depend_on_the_own_seed_alone() -> None:
    batch = BatchedNetwork([3, 4], 5).state_dict()
    alone = BatchedNetwork([4], 5).state_dict()
    for name, weights in alone.items():
        assert torch.equal(batch[name][1:], weights), name
    assert not torch.equal(batch["layers.0.weight"][0], batch["layers.0.weight"][1])


def test_a_network_learns_in_a_batch_what_it_learns_alone(houses: HousePrices) -> None:
    folds = make_folds(len(houses.train), 3)
    config = TrainConfig(data="sample", networks=1, epochs=3, dropout=0.0, hidden=(8,))
    together = fit_folds(houses.train, houses.log_prices, [fold.training for fold in folds])
    network = fit(Loop(0), config, make_network(config, [5, 6, 7], together.columns), together)
    # The first fold alone has the same seed and the same order of rows.
    alone = dataclasses.replace(
        together,
        features=together.features[:1],
        targets=together.targets[:1],
        means=together.means[:1],
        stds=together.stds[:1],
    )
    single = fit(Loop(0), config, make_network(config, [5], alone.columns), alone)
    for name, weights in single.state_dict().items():
        # Adam's first steps divide by gradients near zero, which magnifies rounding.
        torch.testing.assert_close(network.state_dict()[name][:1], weights, rtol=1e-3, atol=1e-5)


def test_it_overfits_a_batch() -> None:
    rng = np.random.default_rng(0)
    rows = torch.tensor(rng.normal(size=(2, 16, 5)), dtype=torch.float32)
    targets = torch.tensor(rng.normal(size=(2, 16)), dtype=torch.float32)
    network = BatchedNetwork([0, 1], 5, hidden=(64, 64))
    optimizer = torch.optim.Adam(network.parameters(), 1e-2)
    for _ in range(300):
        optimizer.zero_grad()
        loss = (network(rows) - targets).square().mean(dim=1)
        loss.sum().backward()
        optimizer.step()
    assert loss.max() < 1e-3
