"""Splits, scales, batches."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from shared.data.testing import requires_data
from work03_cifar10.augmentation import Augmentation
from work03_cifar10.data import ImageDataError, Images, Scale, load, stratified_split


def test_splits_share_no_image_and_miss_none() -> None:
    splits = load("sample")
    rows = [part.pixels.flatten(1).tolist() for part in (splits.train, splits.valid)]
    learnt, watched = (set(map(tuple, part)) for part in rows)
    assert len(splits.train) + len(splits.valid) + len(splits.test) == 1797
    assert learnt.isdisjoint(watched)


@given(
    counts=st.lists(st.integers(5, 60), min_size=2, max_size=5),
    share=st.floats(0.05, 0.9),
    seed=st.integers(0, 1000),
)
def test_each_class_is_held_out_in_its_share(counts: list[int], share: float, seed: int) -> None:
    labels = torch.cat([torch.full((count,), number) for number, count in enumerate(counts)])
    held_out = round(share * len(labels))
    learnt, watched = stratified_split(labels, held_out, seed)
    assert len(watched) == held_out
    assert sorted(torch.cat([learnt, watched]).tolist()) == list(range(len(labels)))
    for number, count in enumerate(counts):
        found = int((labels[watched] == number).sum())
        assert abs(found - count * held_out / len(labels)) <= 1.5


def test_the_scale_gives_mean_0_and_deviation_1() -> None:
    pixels = torch.randint(0, 200, (30, 5, 5, 3), dtype=torch.uint8)
    scale = Scale.of(pixels)
    images, _ = Images(pixels, torch.zeros(30).long(), scale).all()
    torch.testing.assert_close(images.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(
        images.std(dim=(0, 2, 3), correction=0), torch.ones(3), atol=1e-5, rtol=0
    )


def test_only_training_images_are_augmented() -> None:
    splits = load("sample", augmentation=Augmentation(flip="alternating", shift=2))
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


@pytest.mark.parametrize("held_out", [-1, 1400])
def test_too_many_held_out_is_refused(held_out: int) -> None:
    with pytest.raises(ImageDataError, match="held out"):
        load("sample", held_out=held_out)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ImageDataError, match="choose cifar10"):
        load("cifar1000")


def test_cifar10_has_its_splits() -> None:
    requires_data("cifar10")
    splits = load("cifar10")
    assert [len(part) for part in (splits.train, splits.valid, splits.test)] == [
        45_000, 5_000, 10_000,
    ]  # fmt: skip
    assert torch.bincount(splits.valid.labels).tolist() == [500] * 10
