"""The networks by name."""

from __future__ import annotations

import pytest
import torch

from work02_resnet_vgg.models.registry import CIFAR_MODELS, MODELS


@pytest.mark.parametrize("name", CIFAR_MODELS)
def test_every_cifar_network_takes_a_step(name: str) -> None:
    network = MODELS[name]()
    logits = network(torch.randn(2, 3, 16, 16))
    assert logits.shape == (2, 10)
    logits.sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
