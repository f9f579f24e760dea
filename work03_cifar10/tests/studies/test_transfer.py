"""Frozen and fine-tuned backbones at equal cost."""

from __future__ import annotations

import pytest
from torch import nn

from work03_cifar10.data.splits import load
from work03_cifar10.models.backbones import Backbone
from work03_cifar10.studies import transfer
from work03_cifar10.studies.transfer import BudgetConfig, at_equal_budget


def test_a_budget_pays_for_fewer_images_the_more_epochs() -> None:
    for epochs in (0, 1, 3):
        config = BudgetConfig("mobilenet-v2", epochs)
        assert config.images * (1 + 3 * epochs) == pytest.approx(config.passes, abs=10)


@pytest.mark.parametrize("epochs", [0, 1])
def test_both_ways_learn_and_depend_on_the_seed(
    epochs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(name: str) -> Backbone:
        model = nn.Sequential(nn.AdaptiveAvgPool2d(8), nn.Flatten())
        return Backbone(name, model, lambda images: images.float() / 255, 192)

    def digits(name: str, seed: int) -> object:
        return load("sample", seed=seed)

    monkeypatch.setattr(transfer, "load_backbone", small)
    monkeypatch.setattr(transfer, "load", digits)
    config = BudgetConfig("mobilenet-v2", epochs, passes=1200, image_size=32, valid_images=100)
    first, again, other = (at_equal_budget(config, seed) for seed in (0, 0, 1))
    assert first == again != other
    assert first["valid/accuracy"] > 0.6
