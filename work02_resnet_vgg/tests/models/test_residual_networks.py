"""Depths, strides and shortcuts of the residual networks, and their plain twins."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.functional import relu

from shared.data.weights.keras_resnet import paper_resnet
from work02_resnet_vgg.layers.blocks import BasicBlock
from work02_resnet_vgg.models.cifar_resnet import CifarResNet, DepthError
from work02_resnet_vgg.models.registry import CIFAR_DEPTHS, CIFAR_MODELS
from work02_resnet_vgg.models.resnet import resnet


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_cifar_networks_have_the_papers_parameters() -> None:
    """He et al. 2015, table 6, in millions."""
    published = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}
    with torch.device("meta"):
        for depth in CIFAR_DEPTHS:
            millions = count(CifarResNet(depth)) / 1e6
            assert round(millions, 1 if depth == 110 else 2) == published[depth]


@pytest.mark.parametrize("depth", [20, 56])
def test_a_plain_twin_has_the_same_parameters_and_no_shortcut(depth: int) -> None:
    plain = CIFAR_MODELS[f"plain{depth}"]()
    residual = CIFAR_MODELS[f"resnet{depth}"]()
    shapes = [{k: v.shape for k, v in m.state_dict().items()} for m in (plain, residual)]
    assert shapes[0] == shapes[1]
    for module in plain.modules():
        if isinstance(module, BasicBlock):
            images = torch.randn(2, module.conv1.in_channels, 4, 4)
            expected = module.bn2(module.conv2(relu(module.bn1(module.conv1(images)))))
            torch.testing.assert_close(module(images), relu(expected))
            break


def test_a_cifar_network_has_as_many_layers_as_its_name_says() -> None:
    for depth in (8, 20, 32):
        kinds = (nn.Conv2d, nn.Linear)
        layers = [module for module in CifarResNet(depth).modules() if isinstance(module, kinds)]
        assert len(layers) == depth


@pytest.mark.parametrize("depth", [2, 7, 21, 57])
def test_an_impossible_depth_is_refused(depth: int) -> None:
    with pytest.raises(DepthError, match=f"not {depth}"):
        CifarResNet(depth)


def test_maps_shrink_to_a_quarter() -> None:
    maps = CifarResNet(8).features(torch.randn(2, 3, 32, 32))
    assert maps.shape == (2, 64, 8, 8)


def test_options_project_where_they_say() -> None:
    def projections(option: str) -> int:
        model = resnet("resnet18", shortcut=option)  # type: ignore[arg-type]
        return sum(
            block.downsample is not None and bool(list(block.downsample.parameters()))
            for block in model.modules()
            if isinstance(block, BasicBlock)
        )

    with torch.device("meta"):
        assert [projections(option) for option in ("none", "A", "B", "C")] == [0, 0, 3, 8]


def test_the_papers_stride_equals_the_published_keras_network() -> None:
    """shared's ResNet-50 with the paper's strides is torchvision's, changed from outside."""
    torch.manual_seed(0)
    theirs = paper_resnet((3, 4, 6, 3), classes=5).eval()
    ours = resnet("resnet50", 5, stride_at="1x1", norm=lambda c: nn.BatchNorm2d(c, eps=1e-3)).eval()
    ours.load_state_dict(theirs.state_dict())
    usual = resnet("resnet50", 5, norm=lambda c: nn.BatchNorm2d(c, eps=1e-3)).eval()
    usual.load_state_dict(theirs.state_dict())
    images = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(ours(images), theirs(images), rtol=1e-5, atol=1e-5)
        assert not torch.allclose(usual(images), theirs(images), rtol=1e-2, atol=1e-2)
