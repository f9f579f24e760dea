"""Trunks, frozen features, fine-tuning."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn

from shared.data.testing import requires_data
from work03_cifar10 import frozen_features
from work03_cifar10.fine_tuning import FineTuneConfig, fine_tune
from work03_cifar10.frozen_features import cached_features, fit_head
from work03_cifar10.trunks import Classifier, Trunk, enlarged, keras_scale, load_trunk


def small_trunk() -> Trunk:
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )
    return Trunk("small", model, lambda images: images.float() / 255, 4)


@pytest.mark.parametrize("frozen", [False, True])
def test_batch_norm_stays_as_it_was_trained(frozen: bool) -> None:
    model = Classifier(small_trunk(), 3, frozen=frozen).train()
    norm = model.trunk[1]
    before = {name: tensor.clone() for name, tensor in norm.state_dict().items()}
    kernels = model.trunk[0].weight.clone()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], 0.1)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(8, 3, 6, 6)).square().sum().backward()
        optimizer.step()
    torch.testing.assert_close(norm.state_dict(), before)
    assert torch.equal(model.trunk[0].weight, kernels) == frozen
    assert model.head.training


def test_features_are_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trunk, pixels = small_trunk(), torch.randint(0, 256, (7, 8, 8, 3), dtype=torch.uint8)
    first = cached_features(trunk, pixels, 16, tmp_path)
    assert first.shape == (7, 4)
    with monkeypatch.context() as patch:
        patch.setattr(frozen_features, "features", None)  # would fail if it were called
        assert torch.equal(cached_features(trunk, pixels, 16, tmp_path), first)
    cached_features(trunk, pixels.flip(0), 16, tmp_path)
    nn.init.zeros_(trunk.model[0].weight)
    cached_features(trunk, pixels, 16, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3, "other images and other weights have other files"


def test_the_head_is_scikit_learns_logistic_regression() -> None:
    torch.manual_seed(0)
    inputs = torch.randn(200, 5) * torch.tensor([1.0, 2, 3, 4, 5]) + 1
    labels = (inputs @ torch.randn(5, 3) + torch.randn(200, 3)).argmax(dim=1)
    head = fit_head(inputs, labels, 3, weight_decay=0.01)
    scaled = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
    # scikit-learn's C multiplies the sum of losses.
    oracle = LogisticRegression(C=1 / (0.01 * 200), tol=1e-8, max_iter=1000).fit(scaled, labels)
    found = head(inputs).softmax(dim=1).detach()
    expected = torch.from_numpy(oracle.predict_proba(scaled.numpy())).float()
    torch.testing.assert_close(found, expected, atol=2e-3, rtol=0)


def test_grey_images_get_three_channels_and_the_size() -> None:
    pixels = torch.randint(0, 256, (2, 28, 28, 1), dtype=torch.uint8)
    found = enlarged(pixels, 56)
    assert found.shape == (2, 3, 56, 56)
    assert torch.equal(found[:, 0], found[:, 2])
    assert torch.equal(enlarged(pixels, 28)[:, 0], pixels[..., 0])


def test_the_keras_scale_is_shareds() -> None:
    from shared.data.keras_resnet import KERAS_PREPROCESSING

    image = torch.randint(0, 256, (1, 3, 4, 4), dtype=torch.uint8)
    torch.testing.assert_close(
        keras_scale(image), KERAS_PREPROCESSING.transforms[-1](image.float())
    )


def test_a_smoke_run_of_fine_tuning(tmp_path: Path) -> None:
    config = dataclasses.replace(FineTuneConfig.smoke_test(), runs=tmp_path, precision="fp32")
    folder = fine_tune(config)
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert 0 <= metrics["test accuracy"] <= 1


def test_mobilenet_has_1280_features() -> None:
    requires_data("mobilenet-v2-imagenet")
    trunk = load_trunk("mobilenet-v2")
    images = trunk.scale(torch.randint(0, 256, (1, 3, 64, 64), dtype=torch.uint8))
    assert trunk.model.eval()(images).shape == (1, trunk.features) == (1, 1280)
