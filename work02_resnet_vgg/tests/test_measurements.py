"""Counts of parameters and multiply-adds, gradient norms, layer responses."""

from __future__ import annotations

from functools import partial

import pytest
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from work02_resnet_vgg.cifar_resnet import CifarResNet
from work02_resnet_vgg.complexity import measure
from work02_resnet_vgg.models import IMAGENET_MODELS
from work02_resnet_vgg.signals import gradient_norms, layer_responses


@pytest.mark.parametrize("name", IMAGENET_MODELS)
def test_counts_are_those_that_torchvision_publishes(name: str) -> None:
    make = IMAGENET_MODELS[name]
    if name == "googlenet":
        make = partial(make, auxiliary=False)
    found = measure(make, 224)
    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].meta
    assert found.parameters == published["num_params"]
    assert found.multiply_adds / 1e9 == pytest.approx(published["_ops"], abs=0.01)


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("resnet18", 1.8),
        ("resnet34", 3.6),
        ("resnet50", 3.8),
        ("resnet101", 7.6),
        ("resnet152", 11.3),
    ],
)
def test_with_the_papers_strides_multiply_adds_are_the_papers(name: str, billions: float) -> None:
    """He et al. 2015, table 1."""
    found = measure(partial(IMAGENET_MODELS[name], stride_at="1x1"), 224)
    assert found.multiply_adds / 1e9 == pytest.approx(billions, abs=0.07)


def test_multiply_adds_are_half_of_torchs_operations() -> None:
    model = CifarResNet(8).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.randn(1, 3, 32, 32))
    assert 2 * measure(partial(CifarResNet, 8), 32).multiply_adds == counter.get_total_flops()


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
