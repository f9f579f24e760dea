"""Features computed once, and the head that is fitted to them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn

from work03_cifar10.models.backbones import Backbone
from work03_cifar10.training import frozen_features
from work03_cifar10.training.frozen_features import cached_features, fit_head


def test_features_are_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    backbone = Backbone("small", model, lambda images: images.float() / 255, 4)
    pixels = torch.randint(0, 256, (7, 8, 8, 3), dtype=torch.uint8)
    first = cached_features(backbone, pixels, 16, tmp_path)
    assert first.shape == (7, 4)
    with monkeypatch.context() as patch:
        patch.setattr(frozen_features, "features", None)  # would fail if it were called
        assert torch.equal(cached_features(backbone, pixels, 16, tmp_path), first)
    cached_features(backbone, pixels.flip(0), 16, tmp_path)
    nn.init.zeros_(model[0].weight)
    cached_features(backbone, pixels, 16, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3, "other images and other weights have other files"


def test_features_of_other_weights_or_shapes_are_not_mistaken_for_these(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Conv2d(3, 64, 7), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    backbone = Backbone("small", model, lambda images: images.float() / 255, 64)
    pixels = torch.randint(0, 256, (2, 32, 32, 3), dtype=torch.uint8)
    first = cached_features(backbone, pixels, 32, tmp_path)
    assert len(cached_features(backbone, pixels.reshape(1, 64, 32, 3), 32, tmp_path)) == 1
    with torch.no_grad():
        model[0].weight[-1] = 0  # the last of some 9,000 numbers
    assert not torch.equal(cached_features(backbone, pixels, 32, tmp_path), first)


def test_the_head_is_scikit_learns_logistic_regression() -> None:
    torch.manual_seed(0)
    inputs = torch.randn(200, 5) * torch.tensor([1.0, 2, 3, 4, 5]) + 1
    labels = (inputs @ torch.randn(5, 3) + torch.randn(200, 3)).argmax(dim=1)
    head = fit_head(inputs, labels, 3, weight_decay=0.01)
    scaled = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
    # scikit-learn's C multiplies the sum of losses.
    oracle = LogisticRegression(C=1 / (0.01 * 200), tol=1e-8, max_iter=1000).fit(scaled, labels)
    probabilities = head(inputs).softmax(dim=1).detach()
    expected = torch.from_numpy(oracle.predict_proba(scaled.numpy())).float()
    torch.testing.assert_close(probabilities, expected, atol=2e-3, rtol=0)


def test_a_single_image_is_enough() -> None:
    head = fit_head(torch.randn(1, 5), torch.tensor([2]), 3)
    assert head(torch.randn(4, 5)).argmax(dim=1).tolist() == [2] * 4
