"""Test-time augmentation: several views of an image."""

from __future__ import annotations

import torch
from torch import nn

from work03_cifar10.metrics.tta import logits_of_views, translated, tta_logits


def test_views_are_translated_by_one_pixel() -> None:
    images = torch.arange(16.0).view(1, 1, 4, 4)
    assert torch.equal(translated(images, 0, 0), images)
    assert torch.equal(translated(images, 1, 0)[:, :, 1:], images[:, :, :-1])
    assert torch.equal(translated(images, 0, -1)[..., :-1], images[..., 1:])


def test_several_views_of_a_linear_model_are_their_weighted_mean() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
    images = torch.randn(2, 1, 4, 4)
    logits = tta_logits(model, images, flip=False)
    mean = 0.5 * images + 0.25 * translated(images, 1, 1) + 0.25 * translated(images, -1, -1)
    torch.testing.assert_close(logits, model(mean))
    both = tta_logits(model, images, flip=True)
    torch.testing.assert_close(both, tta_logits(model, images.flip(3), flip=True))


def test_one_three_or_six_views() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
    images = torch.randn(2, 1, 4, 4)
    torch.testing.assert_close(logits_of_views(model, images, 1), model(images))
    for views in (3, 6):
        expected = tta_logits(model, images, flip=views == 6)
        torch.testing.assert_close(logits_of_views(model, images, views), expected)
