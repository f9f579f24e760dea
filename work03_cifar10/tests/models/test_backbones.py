"""Backbones without their last layer, and a classifier on one."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from shared.data.testing import requires_data
from work03_cifar10.models.backbones import (
    Backbone,
    Classifier,
    enlarged,
    keras_scale,
    load_backbone,
)


def small_backbone() -> Backbone:
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )
    return Backbone("small", model, lambda images: images.float() / 255, 4)


def test_batch_norm_stays_as_it_was_trained() -> None:
    model = Classifier(small_backbone(), 3).train()
    norm = model.backbone[1]
    before = {name: tensor.clone() for name, tensor in norm.state_dict().items()}
    kernels = model.backbone[0].weight.clone()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], 0.1)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(8, 3, 6, 6)).square().sum().backward()
        optimizer.step()
    torch.testing.assert_close(norm.state_dict(), before)
    assert not torch.equal(model.backbone[0].weight, kernels)


@pytest.mark.parametrize(
    ("name", "features"),
    [("mobilenet-v2", 1280), ("resnet18", 512), ("resnet50", 2048), ("vgg16", 4096)],
)
def test_backbones_give_what_came_before_the_last_layer(name: str, features: int) -> None:
    with torch.device("meta"):
        backbone = load_backbone(name, pretrained=False)  # type: ignore[arg-type]
        assert backbone.features == features
        assert backbone.model.eval()(torch.empty(2, 3, 64, 64)).shape == (2, features)


def test_gray_images_get_three_channels_and_the_size() -> None:
    pixels = torch.randint(0, 256, (2, 28, 28, 1), dtype=torch.uint8)
    images = enlarged(pixels, 56)
    assert images.shape == (2, 3, 56, 56)
    assert torch.equal(images[:, 0], images[:, 2])
    assert torch.equal(enlarged(pixels, 28)[:, 0], pixels[..., 0])


def test_the_keras_scale_is_shareds() -> None:
    from shared.data.weights.keras_resnet import KERAS_PREPROCESSING

    image = torch.randint(0, 256, (1, 3, 4, 4), dtype=torch.uint8)
    torch.testing.assert_close(
        keras_scale(image), KERAS_PREPROCESSING.transforms[-1](image.float())
    )


def test_mobilenet_has_1280_features() -> None:
    requires_data("mobilenet-v2-imagenet")
    backbone = load_backbone("mobilenet-v2")
    images = backbone.scale(torch.randint(0, 256, (1, 3, 64, 64), dtype=torch.uint8))
    assert backbone.model.eval()(images).shape == (1, backbone.features) == (1, 1280)
