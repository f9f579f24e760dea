"""Images in memory: their scale, their batches, what is augmented."""

from __future__ import annotations

import torch

from work03_cifar10.data.augmentation import Augmentation
from work03_cifar10.data.images import Images, Scale
from work03_cifar10.data.splits import load


def test_the_scale_gives_mean_0_and_standard_deviation_1() -> None:
    pixels = torch.randint(0, 200, (30, 5, 5, 3), dtype=torch.uint8)
    scale = Scale.of(pixels)
    images, _ = Images(pixels, torch.zeros(30).long(), scale).all()
    torch.testing.assert_close(images.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(
        images.std(dim=(0, 2, 3), correction=0), torch.ones(3), atol=1e-5, rtol=0
    )


def test_only_training_images_are_augmented() -> None:
    splits = load("sample", augmentation=Augmentation(flip="alternating", translate=2))
    for part in (splits.valid, splits.test):
        first, again = part.all()[0], part.all()[0]
        assert torch.equal(first, again)
    splits.train.start(0)
    before = splits.train.all()[0]
    splits.train.start(1)
    assert not torch.equal(before, splits.train.all()[0])


def test_validation_images_do_not_decide_the_scale() -> None:
    splits = load("sample")
    assert splits.valid.scale == splits.test.scale == Scale.of(splits.train.pixels)
