"""Gradient norms and layer responses."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work02_resnet_vgg.metrics.signals import gradient_norms, layer_responses
from work02_resnet_vgg.models.cifar_resnet import CifarResNet


def test_gradient_norms_are_those_of_backward() -> None:
    torch.manual_seed(0)
    model = CifarResNet(8)
    images, labels = torch.randn(4, 3, 8, 8), torch.tensor([0, 1, 2, 3])
    norms = gradient_norms(model, images, labels)
    nn.functional.cross_entropy(model(images), labels).backward()
    expected = [m.weight.grad.norm().item() for m in model.modules() if isinstance(m, nn.Conv2d)]
    assert norms == pytest.approx(expected, rel=1e-4)


def test_a_response_is_what_batch_norm_gives() -> None:
    model = CifarResNet(8).eval()
    images = torch.randn(4, 3, 8, 8)
    responses = layer_responses(model, images)
    assert len(responses) == 7
    assert responses[0] == pytest.approx(model.bn1(model.conv1(images)).std().item(), rel=1e-5)
    layer_responses(model, images)
    assert not model.bn1._forward_hooks, "a hook was left behind"
