"""Grad-CAM."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work02_resnet_vgg.metrics.grad_cam import LAST_MAPS, enlarge, grad_cam, last_maps
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.registry import MODELS


def test_grad_cam_is_cam_where_an_average_and_a_linear_layer_follow() -> None:
    """Section 3.1: for such networks it equals CAM (Zhou et al. 2016), up to the map's size."""
    torch.manual_seed(0)
    model = CifarResNet(8).eval()
    image = torch.randn(1, 3, 16, 16)
    heat = grad_cam(model, last_maps(model), image, target=3)
    with torch.no_grad():
        maps = model.features(image)[0]
        cam = torch.relu(torch.einsum("c,chw->hw", model.linear.weight[3], maps)) / maps[0].numel()
    torch.testing.assert_close(heat, cam)


def test_grad_cam_can_be_asked_where_gradients_are_off() -> None:
    torch.manual_seed(0)
    model = CifarResNet(8).eval()
    image = torch.randn(1, 3, 16, 16)
    heat = grad_cam(model, last_maps(model), image, target=3)
    with torch.no_grad():
        torch.testing.assert_close(grad_cam(model, last_maps(model), image, target=3), heat)
    assert not heat.requires_grad


@pytest.mark.parametrize(
    "name", ["vgg11", "resnet18", "googlenet", "densenet121", "resnet20", "nin"]
)
def test_every_network_has_maps_to_look_at(name: str) -> None:
    model = MODELS[name]().eval()
    assert type(model) in LAST_MAPS
    heat = grad_cam(model, last_maps(model), torch.randn(1, 3, 64, 64), target=0)
    assert heat.dim() == 2
    assert heat.min() >= 0


def test_grad_cam_finds_the_only_place_that_counts() -> None:
    class Corner(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.maps = nn.Conv2d(3, 1, 1, bias=False)
            nn.init.ones_(self.maps.weight)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            maps = self.maps(images)
            return torch.stack([maps.sum((1, 2, 3)), -maps.sum((1, 2, 3))], dim=1)

    image = torch.zeros(1, 3, 4, 4)
    image[:, :, 3, 0] = 1
    model = Corner()
    assert grad_cam(model, model.maps, image, 0).flatten().argmax() == 12
    assert grad_cam(model, model.maps, image, 1).count_nonzero() == 0, "speaks against: ReLU"
    assert enlarge(torch.tensor([[0.0, 2.0]]), 4, 4).max() == 1
