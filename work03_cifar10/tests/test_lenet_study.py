"""Several networks trained as one, and the study that does it."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.nn import functional

from work03_cifar10.batched_convnet import (
    BatchedConvNet,
    ConvNetShape,
    accuracies,
    summed_loss,
)
from work03_cifar10.lenet_study import BASELINE, Tensors, Trial, best_combination, factors, fit
from work03_cifar10.models.lenet import LeNet

SHAPES = [
    ConvNetShape(),
    ConvNetShape(channels=(3,), kernel=3, pool="max", activation="relu", hidden=()),
    ConvNetShape(channels=(2, 3, 4), activation="gelu", hidden=(7,), initialization="he"),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_networks_that_train_together_are_those_that_train_alone(shape: ConvNetShape) -> None:
    images, labels = torch.randn(5, 1, 16, 16), torch.tensor([0, 1, 2, 3, 4])
    together = BatchedConvNet(shape, (1, 16, 16), 10, (3, 8))
    summed_loss(together(images), labels).backward()
    for place, seed in enumerate((3, 8)):
        alone = BatchedConvNet(shape, (1, 16, 16), 10, (seed,))
        torch.testing.assert_close(alone(images)[0], together(images)[place])
        summed_loss(alone(images), labels).backward()
        for mine, shared in zip(alone.parameters(), together.parameters(), strict=True):
            assert mine.grad is not None
            assert shared.grad is not None
            part = shared.grad.chunk(2)[place]
            torch.testing.assert_close(mine.grad, part, atol=1e-5, rtol=1e-4)


def test_one_network_is_what_torchs_layers_compute() -> None:
    shape = ConvNetShape(pool="max", activation="relu")
    network = BatchedConvNet(shape, (1, 28, 28), 10, (0,))
    x = torch.randn(3, 1, 28, 28)
    found = network(x)[0]
    for number in (0, 1):
        x = functional.conv2d(x, network.weights[number], network.biases[number], padding=2)
        x = functional.max_pool2d(x.relu(), 2)
    x = x.flatten(1)
    for number in (2, 3, 4):
        x = functional.linear(x, network.weights[number][0], network.biases[number][0, 0])
        x = x.relu() if number < 4 else x
    torch.testing.assert_close(found, x)


def test_a_study_trains_and_judges_each_network() -> None:
    torch.manual_seed(0)
    labels = torch.arange(128) % 2
    images = torch.randn(128, 1, 8, 8) * 0.1 + labels[:, None, None, None]
    data = Tensors((images, labels), (images, labels), (images, labels))
    networks = fit(Trial(ConvNetShape(channels=(2,), hidden=()), epochs=3), data, (0, 1))
    assert networks is not None
    assert accuracies(networks, images, labels) == [1.0, 1.0]
    wild = Trial(ConvNetShape(activation="relu"), learning_rate=1e9)
    assert fit(wild, data, (0,)) is None, "a loss that is no number has no accuracy"


def test_each_factor_changes_one_thing_and_holds_the_baseline() -> None:
    for factor, values in factors().items():
        assert BASELINE in values.values(), factor
        for trial in values.values():
            changed = sum(
                getattr(trial.shape, field.name) != getattr(BASELINE.shape, field.name)
                for field in dataclasses.fields(ConvNetShape)
            )
            changed += trial.learning_rate != BASELINE.learning_rate
            changed += trial.epochs != BASELINE.epochs
            assert changed <= 1, factor


def test_the_best_of_each_factor_come_together() -> None:
    means = {
        factor: {value: float(place) for place, value in enumerate(values)}
        for factor, values in factors().items()
    }
    best = best_combination(means)
    assert best.shape.channels == (16, 32, 64)
    assert best.shape.pool == "max"
    assert (best.shape.activation, best.shape.kernel) == ("gelu", 7)
    assert (best.learning_rate, best.epochs) == (0.3, 12)
    means["convolutions"] = {"one": 2, "two": 1, "three": 0}
    assert best_combination(means).shape.channels == (16,)


def test_lenet_has_the_parameters_of_the_paper() -> None:
    """LeCun et al. 1998 state 60,000; with all maps connected and a linear end it is 61,706."""
    assert sum(p.numel() for p in LeNet((1, 28, 28)).parameters()) == 61_706
    first, second = LeNet((1, 28, 28)).activations(torch.randn(2, 1, 28, 28))
    assert (first.shape[1:], second.shape[1:]) == ((6, 28, 28), (16, 10, 10))
