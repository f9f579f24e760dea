"""The layers of the loss network."""

from __future__ import annotations

import pytest
import torch
from tiny import tiny_maps
from torch import nn

from work02_resnet_vgg.models.vgg import vgg
from work02_resnet_vgg.style.features import stage_relus


def test_the_layers_of_vgg19_are_the_papers() -> None:
    with torch.device("meta"):
        stages = stage_relus(vgg("vgg19").features)
    assert [len(stage) for stage in stages] == [2, 2, 4, 4, 4]
    # The places of conv1_1, conv2_1 … conv5_1 and of conv4_2 in torchvision's list, plus one.
    assert [stage[0] for stage in stages] == ["1", "6", "11", "20", "29"]
    assert stages[3][1] == "22"


def test_maps_are_those_of_the_layers_with_average_pools() -> None:
    maps = tiny_maps()
    image = torch.rand(3, 8, 12)
    values_by_layer = maps(image)
    assert list(maps.layers) == ["1", "6", "11"]
    assert maps.content == "8"
    outputs, values = {}, maps.prepare(image)[None]
    for name, module in maps.backbone.named_children():
        assert not isinstance(module, nn.MaxPool2d)
        values = outputs[name] = module(values)
    assert set(values_by_layer) == {"1", "6", "8", "11"}
    for name, value in values_by_layer.items():
        torch.testing.assert_close(value, outputs[name][0])


def test_after_calibration_each_layer_is_as_strong_as_the_others() -> None:
    maps = tiny_maps()
    images = torch.rand(2, 3, 16, 16).unbind()
    maps.calibrate(images)
    for layer in maps.strength:
        means = [maps(image)[layer].abs().mean() for image in images]
        assert torch.stack(means).mean().item() == pytest.approx(1, rel=1e-5)
    before = maps(images[0])
    maps.backbone[0].weight.mul_(7)
    maps.backbone[0].bias.mul_(7)  # type: ignore[operator]
    maps.calibrate(images)
    torch.testing.assert_close(maps(images[0])["1"], before["1"])


# The search
