"""The splits and their augmentation."""

from __future__ import annotations

import pytest
import torch

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize
from shared.data.testing import requires_data
from work02_resnet_vgg.data import ImageDataError, Images, load


def test_only_training_images_are_augmented() -> None:
    splits = load("sample", image_size=8)
    assert splits.train.augment
    assert not any(part.augment for part in (splits.train_unaugmented, splits.valid, splits.test))
    part = splits.train_unaugmented
    images, labels = part.__getitems__([3, 1])
    expected = normalize(part.pixels[[3, 1]].movedim(-1, 1), IMAGENET_MEAN, IMAGENET_STD)
    torch.testing.assert_close(images, expected)
    assert labels.tolist() == part.labels[[3, 1]].tolist()


def test_splits_share_no_image_and_miss_none() -> None:
    splits = load("sample", image_size=32)

    def pictures(part: Images) -> list[bytes]:
        return [image.numpy().tobytes() for image in part.pixels]

    train, valid, test = map(pictures, (splits.train, splits.valid, splits.test))
    assert len(train) + len(valid) + len(test) == 1797
    assert set(train).isdisjoint(valid)
    assert set(train).isdisjoint(test)
    assert set(pictures(splits.train_unaugmented)) <= set(train)


def test_another_seed_validates_other_images_and_tests_the_same() -> None:
    first, second = load("sample", 8, seed=0), load("sample", 8, seed=1)
    assert not torch.equal(first.valid.pixels, second.valid.pixels)
    assert torch.equal(first.test.pixels, second.test.pixels)


@pytest.mark.parametrize(("name", "size"), [("cifar100", 32), ("sample", 20), ("sample", 0)])
def test_unknown_names_and_sizes_are_refused(name: str, size: int) -> None:
    with pytest.raises(ImageDataError):
        load(name, size)


def test_cifar10_is_split_as_in_the_paper() -> None:
    requires_data("cifar10")
    splits = load("cifar10", 16)
    sizes = [len(part) for part in (splits.train, splits.valid, splits.test)]
    assert sizes == [45_000, 5_000, 10_000]
    assert splits.train.pixels.shape[1:] == (16, 16, 3)
    assert torch.bincount(splits.test.labels).tolist() == [1000] * 10


def test_fashion_mnist_is_gray_with_a_border_of_zeros() -> None:
    requires_data("fashion-mnist")
    splits = load("fashion-mnist", 32)
    assert [len(part) for part in (splits.train, splits.valid, splits.test)] == [
        55_000, 5_000, 10_000,
    ]  # fmt: skip
    pixels = splits.test.pixels
    assert pixels[:, :2].max() == pixels[:, :, -2:].max() == 0
    assert pixels[..., 0].equal(pixels[..., 2])


def test_some_images_can_be_had_with_other_pixels() -> None:
    train = load("sample", 8).train
    some = train.selected(torch.tensor([5, 3]), lambda pixels: 255 - pixels)
    assert not some.augment
    assert some.labels.tolist() == train.labels[[5, 3]].tolist()
    assert some.pixels.equal(255 - train.pixels[[5, 3]])
