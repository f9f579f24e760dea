"""Splits that share no image and hold out of each class its share."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from shared.data.images.labeled import LabeledImages
from shared.data.testing import requires_data
from work03_cifar10.data.augmentation import Augmentation
from work03_cifar10.data.splits import (
    ImageDataError,
    load,
    sample_digits,
    stratified_split,
    with_scale,
)


def test_splits_share_no_image_and_miss_none() -> None:
    splits = load("sample")
    rows = [part.pixels.flatten(1).tolist() for part in (splits.train, splits.valid)]
    train, valid = (set(map(tuple, part)) for part in rows)
    assert len(splits.train) + len(splits.valid) + len(splits.test) == 1797
    assert train.isdisjoint(valid)


@given(
    counts=st.lists(st.integers(5, 60), min_size=2, max_size=5),
    share=st.floats(0.05, 0.9),
    seed=st.integers(0, 1000),
)
def test_each_class_is_held_out_in_its_share(counts: list[int], share: float, seed: int) -> None:
    labels = torch.cat([torch.full((count,), number) for number, count in enumerate(counts)])
    held_out = round(share * len(labels))
    train_rows, valid_rows = stratified_split(labels, held_out, seed)
    assert len(valid_rows) == held_out
    assert sorted(torch.cat([train_rows, valid_rows]).tolist()) == list(range(len(labels)))
    for number, count in enumerate(counts):
        held_out_of_class = int((labels[valid_rows] == number).sum())
        assert abs(held_out_of_class - count * held_out / len(labels)) <= 1.5


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


@pytest.mark.parametrize(("held_out", "count"), [(0.1, 140), (200, 200), (0, 0)])
def test_a_share_or_a_number_is_held_out(held_out: float, count: int) -> None:
    assert len(load("sample", held_out=held_out).valid) == count


def test_digits_are_never_flipped() -> None:
    augmentation = Augmentation(flip="random", translate=1)
    kept = load("sample", augmentation=augmentation).train.augmentation
    assert kept == Augmentation(flip="none", translate=1)


def test_gray_images_have_no_hue() -> None:
    gray = LabeledImages(np.zeros((4, 8, 8), np.uint8), np.arange(4) % 2, ("a", "b"))
    with pytest.raises(ImageDataError, match="--hue"):
        with_scale(gray, gray, gray, augmentation=Augmentation(hue=0.1), seed=0)


def test_the_sample_says_that_its_test_is_harder() -> None:
    (line,) = load("sample").report
    assert "last 397 digits" in line
    assert load("sample").test.labels.tolist() == sample_digits()[1].labels.tolist()
