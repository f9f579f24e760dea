"""The step for a GPU, here on the CPU: it draws what `loop.py` draws and learns what SGD learns."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch
from torch.nn.functional import cross_entropy

from work02_resnet_vgg.data import load
from work02_resnet_vgg.training import on_device
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import learning_rate_factor
from work02_resnet_vgg.training.on_device import SideBySide

CONFIG = replace(TrainConfig.smoke_test(), depths=(8,), batch_size=16)
STEPS = 8


@pytest.fixture
def side_by_side() -> SideBySide:
    return SideBySide(CONFIG, load("sample", 8, 0), STEPS, torch.device("cpu"))


def test_steps_are_those_of_the_plain_loop(side_by_side: SideBySide) -> None:
    plain = copy.deepcopy(side_by_side.networks)
    optimizer = torch.optim.SGD(
        plain.parameters(), CONFIG.learning_rate, momentum=CONFIG.momentum,
        weight_decay=CONFIG.weight_decay,
    )  # fmt: skip
    factor = partial(learning_rate_factor, steps=STEPS)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    for step in range(STEPS):
        torch.manual_seed(step)
        images, labels = side_by_side.draw()
        assert side_by_side.rate().item() == pytest.approx(schedule.get_last_lr()[0], rel=1e-6)
        torch.manual_seed(step)
        side_by_side.step()
        optimizer.zero_grad()
        sum(cross_entropy(network(images), labels) for network in plain.values()).backward()  # type: ignore[union-attr]
        optimizer.step()
        schedule.step()
    ours, theirs = side_by_side.networks.state_dict(), plain.state_dict()
    torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=1e-4)


def test_an_epoch_has_each_image_once_cropped_from_the_padded_one(
    side_by_side: SideBySide,
) -> None:
    padding, side = side_by_side.padding, side_by_side.side
    generator = torch.Generator().manual_seed(1)
    side_by_side.order.copy_(torch.randperm(len(side_by_side.order), generator=generator))
    for step in (0, side_by_side.per_epoch - 1):
        side_by_side.number.fill_(step)
        images, labels = side_by_side.draw()
        numbers = side_by_side.order[step * 16 : (step + 1) * 16]
        assert torch.equal(labels, side_by_side.labels[numbers])
        for image, number in zip(images[:4], numbers, strict=False):
            windows = side_by_side.padded[number].unfold(0, side, 1).unfold(1, side, 1)
            crops = windows.reshape((2 * padding + 1) ** 2, 3, side, side)
            assert any(torch.equal(image, crop) for crop in torch.cat([crops, crops.flip(-1)]))


def test_practice_leaves_nothing_behind(
    side_by_side: SideBySide, monkeypatch: pytest.MonkeyPatch
) -> None:
    def practiced(step: Callable[[], None], device: torch.device) -> tuple[Any, bool]:
        for _ in range(3):
            step()
        return step, True

    monkeypatch.setattr(on_device, "recorded", practiced)
    before = copy.deepcopy(side_by_side.networks.state_dict())
    side_by_side.record()
    torch.testing.assert_close(side_by_side.networks.state_dict(), before, rtol=0, atol=0)
    assert side_by_side.number == 0
    assert not any(velocity.any() for own in side_by_side.velocities for velocity in own)


def test_it_learns_and_measures(side_by_side: SideBySide) -> None:
    side_by_side.steps = 150
    metrics = side_by_side.fit()
    curves = metrics["curves"]
    assert curves[-1]["step"] == 150
    assert curves[-1]["valid/error/resnet-8"] < 0.3 < curves[0]["valid/error/resnet-8"]
    assert metrics["test/error/resnet-8"] < 0.4
