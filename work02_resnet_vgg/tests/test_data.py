"""The splits and their augmentation."""

from __future__ import annotations

import pytest
import torch
from torchvision.transforms import v2

from shared.data.testing import requires_data
from work02_resnet_vgg.data import MEAN, STD, ImageDataError, Images, crop_and_flip, load, normalise


def test_normalise_is_torchvisions() -> None:
    images = torch.randint(0, 256, (3, 3, 5, 5), dtype=torch.uint8)
    transform = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, STD)])
    torch.testing.assert_close(normalise(images), transform(images))


def test_every_crop_is_a_window_of_the_padded_image_or_of_its_mirror() -> None:
    image = torch.arange(1, 1 + 3 * 25).reshape(1, 3, 5, 5).to(torch.uint8)
    padded = torch.nn.functional.pad(image[0], (2, 2, 2, 2))
    windows = [padded[:, t : t + 5, s : s + 5] for t in range(5) for s in range(5)]
    possible = {tuple(w.flatten().tolist()): (n, 0) for n, w in enumerate(windows)}
    possible |= {tuple(w.flip(2).flatten().tolist()): (n, 1) for n, w in enumerate(windows)}
    torch.manual_seed(0)
    crops = crop_and_flip(image.repeat(5000, 1, 1, 1), padding=2)
    seen = torch.zeros(25, 2)
    for crop in crops:
        seen[possible[tuple(crop.flatten().tolist())]] += 1
    # 50 equally likely outcomes of 5000 draws: 100 each; 5 deviations of √98 are 50.
    assert seen.min() > 50
    assert seen.max() < 150


def test_images_of_one_batch_are_cropped_each_in_its_own_way() -> None:
    images = torch.randint(0, 256, (1, 3, 8, 8), dtype=torch.uint8).repeat(16, 1, 1, 1)
    crops = crop_and_flip(images, padding=4)
    assert len({tuple(crop.flatten().tolist()) for crop in crops}) > 10


def test_only_training_images_are_augmented() -> None:
    splits = load("sample", image_size=8)
    assert [part.augment for part in (splits.train, splits.seen, splits.valid, splits.test)] == [
        True, False, False, False,
    ]  # fmt: skip
    images, labels = splits.seen.__getitems__([3, 1])
    torch.testing.assert_close(images, normalise(splits.seen.images[[3, 1]]))
    assert labels.tolist() == splits.seen.labels[[3, 1]].tolist()


def test_splits_share_no_image_and_miss_none() -> None:
    splits = load("sample", image_size=32)

    def pictures(part: Images) -> list[bytes]:
        return [image.numpy().tobytes() for image in part.images]

    train, valid, test = map(pictures, (splits.train, splits.valid, splits.test))
    assert len(train) + len(valid) + len(test) == 1797
    assert set(train).isdisjoint(valid)
    assert set(train).isdisjoint(test)
    assert set(pictures(splits.seen)) <= set(train)


def test_another_seed_validates_other_images_and_tests_the_same() -> None:
    first, second = load("sample", 8, seed=0), load("sample", 8, seed=1)
    assert not torch.equal(first.valid.images, second.valid.images)
    assert torch.equal(first.test.images, second.test.images)


@pytest.mark.parametrize(("name", "size"), [("cifar100", 32), ("sample", 20), ("sample", 0)])
def test_unknown_names_and_sizes_are_refused(name: str, size: int) -> None:
    with pytest.raises(ImageDataError):
        load(name, size)


def test_cifar10_is_split_as_in_the_paper() -> None:
    requires_data("cifar10")
    splits = load("cifar10", 16)
    sizes = [len(part) for part in (splits.train, splits.valid, splits.test)]
    assert sizes == [45_000, 5_000, 10_000]
    assert splits.train.images.shape[1:] == (3, 16, 16)
    assert torch.bincount(splits.test.labels).tolist() == [1000] * 10
