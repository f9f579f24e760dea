"""Flips, translations, cutout, color and mixup of whole batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from work03_cifar10.data.augmentation import (
    NO_AUGMENTATION,
    Augmentation,
    alternating_flip,
    augment,
    cutout,
    flip_and_translate,
    jitter_color,
    mixup,
    smoothed,
)


def batch(count: int = 4, size: int = 8) -> torch.Tensor:
    return torch.randint(0, 256, (count, size, size, 3), dtype=torch.uint8)


@given(down=st.integers(-3, 3), right=st.integers(-3, 3), flipped=st.booleans())
def test_a_translation_is_numpys_pad_and_crop(down: int, right: int, flipped: bool) -> None:
    pixels = batch(1)
    translated = flip_and_translate(pixels, torch.tensor([[down, right]]), torch.tensor([flipped]))
    image = pixels[0].numpy()
    if flipped:
        image = image[:, ::-1]
    larger = np.pad(image, ((3, 3), (3, 3), (0, 0)), mode="reflect")
    expected = larger[3 - down : 11 - down, 3 - right : 11 - right]
    np.testing.assert_array_equal(translated[0].numpy(), expected)


@given(seed=st.integers(0, 2**31), epoch=st.integers(0, 100))
def test_two_epochs_show_both_sides_of_each_image(seed: int, epoch: int) -> None:
    rows = torch.arange(1000)
    now, next_one = (alternating_flip(rows, e, seed) for e in (epoch, epoch + 1))
    assert torch.equal(now, ~next_one)
    assert 350 < int(now.sum()) < 650


def test_without_augmentation_nothing_changes() -> None:
    pixels = batch()
    assert augment(pixels, NO_AUGMENTATION, torch.arange(4), 0, 0) is pixels


def test_what_happens_to_an_image_does_not_depend_on_its_batch() -> None:
    pixels, rows = batch(64), torch.arange(64)
    everything = Augmentation(
        "random", translate=2, cutout=3, color=0.3, crop=0.4, rotate=20, scale=0.2, hue=0.1,
        operations=2,
    )  # fmt: skip
    whole = augment(pixels, everything, rows, epoch=3, seed=1)
    share = torch.tensor([40, 2, 3])
    assert torch.equal(augment(pixels[share], everything, share, epoch=3, seed=1), whole[share])
    assert not torch.equal(augment(pixels, everything, rows, epoch=4, seed=1), whole)


@pytest.mark.parametrize(
    "one", [{"crop": 0.4}, {"rotate": 20}, {"scale": 0.3}, {"hue": 0.2}, {"operations": 1}]
)
def test_each_change_depends_on_seed_epoch_and_the_images_number_alone(one: dict[str, Any]) -> None:
    pixels, rows, change = batch(20), torch.arange(20), Augmentation(**one)
    first = augment(pixels, change, rows, epoch=0, seed=0)
    assert first.dtype == torch.uint8
    assert first.shape == pixels.shape
    assert not torch.equal(first, pixels)
    assert torch.equal(augment(pixels[5:9], change, rows[5:9], epoch=0, seed=0), first[5:9])
    for epoch, seed in ((1, 0), (0, 1)):
        assert not torch.equal(augment(pixels, change, rows, epoch=epoch, seed=seed), first)


def test_a_random_flip_gives_the_image_or_its_mirror_image() -> None:
    pixels = batch(64)
    augmented = augment(pixels, Augmentation(flip="random"), torch.arange(64), 0, 0)
    same = (augmented == pixels).flatten(1).all(dim=1)
    flipped = (augmented == pixels.flip(2)).flatten(1).all(dim=1)
    assert bool((same ^ flipped).all())
    assert 0 < int(same.sum()) < 64


def test_cutout_blackens_one_square_at_most() -> None:
    pixels = torch.full((50, 12, 12, 3), 9, dtype=torch.uint8)
    hit = (cutout(pixels, 4, torch.rand(50, 2)) == 0).all(dim=-1)
    for image in hit:
        rows, columns = image.any(dim=1).nonzero(), image.any(dim=0).nonzero()
        height, width = len(rows), len(columns)
        assert 1 <= height <= 4
        assert 1 <= width <= 4
        assert int(image.sum()) == height * width
    assert bool((hit.flatten(1).sum(dim=1) == 16).any()), "a square inside is whole"


def test_color_without_strength_changes_nothing_and_stays_in_range() -> None:
    pixels = batch()
    # Rounding down may lose one of 256 levels.
    numbers = torch.rand(len(pixels), 3)
    assert (jitter_color(pixels, 0.0, numbers).int() - pixels.int()).abs().max() <= 1
    assert not torch.equal(jitter_color(pixels, 0.4, numbers), pixels)


def test_mixup_blends_images_and_labels_by_the_same_share() -> None:
    torch.manual_seed(0)
    labels = torch.arange(6)
    # An image that is its own label shows that both were blended alike.
    images = torch.eye(6).view(6, 6, 1, 1)
    blended, targets = mixup(images, labels, 6, alpha=1.0)
    torch.testing.assert_close(blended.flatten(1), targets)
    torch.testing.assert_close(targets.sum(dim=1), torch.ones(6))


def test_smoothed_targets_give_torchs_loss() -> None:
    logits, labels = torch.randn(6, 5, dtype=torch.float64), torch.randint(0, 5, (6,))
    torch.testing.assert_close(
        F.cross_entropy(logits, smoothed(labels, 5, 0.2)),
        F.cross_entropy(logits, labels, label_smoothing=0.2),
    )
