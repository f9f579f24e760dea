"""Crops, mirror images and normalization of whole batches."""

from __future__ import annotations

import pytest
import torch

from shared.data.images.augmentation import crop_and_flip, normalize
from shared.training.machine.seeding import sample_numbers


@pytest.mark.parametrize("channels", [1, 3])
def test_normalize_scales_each_channel(channels: int) -> None:
    images = torch.randint(0, 256, (2, channels, 5, 7), dtype=torch.uint8)
    mean, std = torch.rand(channels), 0.1 + torch.rand(channels)
    expected = (images / 255 - mean[:, None, None]) / std[:, None, None]
    torch.testing.assert_close(normalize(images, mean.tolist(), std.tolist()), expected)


def test_every_crop_is_a_window_of_the_padded_image_or_of_its_mirror() -> None:
    image = torch.arange(1, 1 + 3 * 25).reshape(1, 3, 5, 5).to(torch.uint8)
    padded = torch.nn.functional.pad(image[0], (2, 2, 2, 2))
    windows = [padded[:, t : t + 5, s : s + 5] for t in range(5) for s in range(5)]
    possible = {tuple(w.flatten().tolist()): (n, 0) for n, w in enumerate(windows)}
    possible |= {tuple(w.flip(2).flatten().tolist()): (n, 1) for n, w in enumerate(windows)}
    numbers = sample_numbers(torch.arange(5000), 3, seed=0, epoch=0)
    crops = crop_and_flip(image.repeat(5000, 1, 1, 1), 2, numbers)
    drawn = torch.zeros(25, 2)
    for crop in crops:
        drawn[possible[tuple(crop.flatten().tolist())]] += 1
    # 50 equally likely outcomes of 5000 draws: 100 each; 5 standard deviations of √98 are 50.
    assert drawn.min() > 50
    assert drawn.max() < 150


def test_images_of_one_batch_are_cropped_each_in_its_own_way() -> None:
    images = torch.randint(0, 256, (1, 3, 8, 8), dtype=torch.uint8).repeat(16, 1, 1, 1)
    crops = crop_and_flip(images, 4, torch.rand(16, 3))
    assert len({tuple(crop.flatten().tolist()) for crop in crops}) > 10


@pytest.mark.parametrize("shape", [(1, 3, 8, 8), (7, 1, 4, 9), (5, 3, 10, 6)])
@pytest.mark.parametrize("channels_last", [True, False])
def test_crops_are_those_of_the_same_draws_one_by_one(
    shape: tuple[int, ...], channels_last: bool
) -> None:
    images = torch.randint(1, 256, shape, dtype=torch.uint8)
    if channels_last:
        images = images.contiguous(memory_format=torch.channels_last)
    count, _, height, width = shape
    numbers = torch.rand(count, 3)
    crops = crop_and_flip(images, 3, numbers)
    top, left = (7 * numbers[:, :2]).floor().int().T.tolist()
    mirrored = (numbers[:, 2] < 0.5).tolist()
    for number, image in enumerate(images):
        whole = torch.nn.functional.pad(image.flip(2) if mirrored[number] else image, (3, 3, 3, 3))
        t, s = top[number], left[number]
        assert torch.equal(crops[number], whole[:, t : t + height, s : s + width])


def test_a_crop_without_padding_is_the_image_or_its_mirror() -> None:
    images = torch.randint(0, 256, (40, 3, 5, 6), dtype=torch.uint8)
    crops = crop_and_flip(images, 0, torch.rand(40, 3))
    kept = [torch.equal(a, b) for a, b in zip(crops, images, strict=True)]
    mirrors = [torch.equal(a, b.flip(2)) for a, b in zip(crops, images, strict=True)]
    assert all(a or b for a, b in zip(kept, mirrors, strict=True))
    assert any(kept)
    assert any(mirrors)
