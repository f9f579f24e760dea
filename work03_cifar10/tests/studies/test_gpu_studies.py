"""The studies for a GPU: one change each, and the same way at tiny sizes."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from work03_cifar10.data.splits import Splits, load
from work03_cifar10.studies import gpu
from work03_cifar10.studies.gpu import CHANGES, MUON, SGD, WIDE, reached_on_device, tiny
from work03_cifar10.training.on_device import OnDeviceConfig


def test_every_change_is_one() -> None:
    for name, config in CHANGES.items():
        changed = [
            field.name
            for field in dataclasses.fields(OnDeviceConfig)
            if getattr(config, field.name) != getattr(MUON, field.name)
        ]
        assert config == SGD or len(changed) == (name != "the recipe"), name


def few_images(data: str, held_out: float) -> Splits:
    splits = load(data, held_out=held_out)
    train, test = (
        images.select(torch.arange(400)[: len(images)]) for images in (splits.train, splits.test)
    )
    return dataclasses.replace(splits, train=train, test=test)


@pytest.mark.parametrize("config", [MUON, WIDE])
def test_a_rehearsal_measures_as_the_study_does(
    config: OnDeviceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    monkeypatch.setattr(gpu, "splits_of", few_images)
    gpu.network_on_device.cache_clear()
    small = dataclasses.replace(tiny(config), views=1)
    measured = reached_on_device(small, 0)
    assert 0 <= measured["test/accuracy"] <= 1
    assert measured["seconds"] > 0
    assert measured["steps"] == 3
    assert reached_on_device(small, 0)["train/losses"] == measured["train/losses"]
    assert gpu.network_on_device.cache_info().misses == 1
