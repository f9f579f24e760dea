"""The LeNet study: each factor changes one thing, the best come together."""

from __future__ import annotations

import dataclasses

import torch

from shared.training import Loop
from work03_cifar10.models.batched_convnet import ConvNetShape, accuracies
from work03_cifar10.studies.lenet import (
    BASELINE,
    Trial,
    TrialOn,
    best_combination,
    factors,
    fit,
    reached,
)


def test_each_network_learns() -> None:
    torch.manual_seed(0)
    labels = torch.arange(128) % 2
    images = torch.randn(128, 1, 8, 8) * 0.1 + labels[:, None, None, None]
    trial = Trial(ConvNetShape(channels=(2,), hidden=()), epochs=3)
    networks = fit(Loop(0, device="cpu"), trial, images, labels, (0, 1))
    assert accuracies(networks, images, labels) == [1.0, 1.0]


def test_a_network_is_measured_by_its_seed_and_one_that_diverges_has_no_accuracy() -> None:
    small = ConvNetShape(channels=(2,), hidden=())
    config = TrialOn("sample", Trial(small, epochs=1), (4, 7), images=200, held_out=200, test=True)
    first, second = (reached(config, seed) for seed in (4, 7))
    assert first["parameters"] == second["parameters"]
    assert first != second
    assert set(first) == {"parameters", "diverged", "valid/accuracy", "test/accuracy"}
    wild = dataclasses.replace(
        config, trial=Trial(ConvNetShape(activation="relu"), learning_rate=1e9)
    )
    assert set(reached(wild, 7)) == {"parameters", "diverged"}
    assert reached(wild, 7)["diverged"] == 1


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
