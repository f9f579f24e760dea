"""Counts of parameters and multiply-adds."""

from __future__ import annotations

from functools import partial

import pytest
import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode

from work02_resnet_vgg.layers.complexity import measure
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.registry import IMAGENET_MODELS


@pytest.mark.parametrize("name", IMAGENET_MODELS)
def test_counts_are_those_that_torchvision_publishes(name: str) -> None:
    make = IMAGENET_MODELS[name]
    if name == "googlenet":
        make = partial(make, auxiliary=False)
    complexity = measure(make, 224)
    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].meta
    assert complexity.parameters == published["num_params"]
    assert complexity.multiply_adds / 1e9 == pytest.approx(published["_ops"], abs=0.01)


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
    complexity = measure(partial(IMAGENET_MODELS[name], stride_at="1x1"), 224)
    assert complexity.multiply_adds / 1e9 == pytest.approx(billions, abs=0.07)


def test_multiply_adds_are_half_of_torchs_operations() -> None:
    model = CifarResNet(8).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.randn(1, 3, 32, 32))
    assert 2 * measure(partial(CifarResNet, 8), 32).multiply_adds == counter.get_total_flops()
