"""The small residual network has its three stages."""

from __future__ import annotations

import torch

from work05_transformer.models.small_resnet import SmallResNet


def test_the_small_resnet_halves_its_maps_twice() -> None:
    network = SmallResNet(4, 2).eval()
    assert network.layers(torch.zeros(1, 3, 32, 32)).shape == (1, 16, 8, 8)
