"""The studies of tricks and of folds: one change, and no image on both sides of a fold."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from work03_cifar10.data.augmentation import Augmentation
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import Splits, load
from work03_cifar10.studies import small_budget
from work03_cifar10.studies.small_budget import BASE, CHANGES, Setting, fit, folds, logits


@pytest.fixture(scope="module")
def splits() -> Splits:
    return load("sample")


@pytest.fixture(scope="module")
def without_zeros(splits: Splits) -> Splits:
    train, valid = (
        images.select(images.labels.nonzero().flatten()) for images in (splits.train, splits.valid)
    )
    return dataclasses.replace(splits, train=train, valid=valid)


class Memory(nn.Module):
    """A model that is right about every image it was trained on, and calls all others a zero."""

    def __init__(self, images: Images) -> None:
        super().__init__()
        plain = dataclasses.replace(images, augmentation=Augmentation())
        pictures, labels = plain.all()
        self.known = {
            image.numpy().tobytes(): int(label)
            for image, label in zip(pictures, labels, strict=True)
        }

    def forward(self, images: Tensor) -> Tensor:
        answers = [self.known.get(image.contiguous().numpy().tobytes(), 0) for image in images]
        return nn.functional.one_hot(torch.tensor(answers), 10).float()


def test_a_network_that_only_remembers_knows_nothing_of_the_held_out_fold(
    without_zeros: Splits, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_images: list[Images] = []

    def remember(setting: Setting, images: Images, seed: int) -> Memory:
        train_images.append(images)
        return Memory(images)

    monkeypatch.setattr(small_budget, "load", lambda name: without_zeros)
    monkeypatch.setattr(small_budget, "IMAGES", 600)
    monkeypatch.setattr(small_budget, "fit", remember)
    results = folds(seed=0)
    assert results["held-out fold"] == [0.0, 0.0, 0.0]
    assert results["one network"] == [0.0, 0.0, 0.0]
    assert results["majority of all"] == results["mean probabilities of all"] == 0.0

    assert [len(images) for images in train_images] == [400, 400, 400]
    few = without_zeros.train.select(torch.arange(600))
    whole = Memory(few)
    assert per_class(few) == pytest.approx(per_class(train_images[0]), abs=0.005)  # stratified
    each = [set(Memory(images).known) for images in train_images]
    assert each[0] | each[1] | each[2] == set(whole.known)
    assert not each[0] & each[1] & each[2]  # every image is held out once


def per_class(images: Images) -> list[float]:
    return (torch.bincount(images.labels, minlength=10) / len(images)).tolist()


def test_every_trick_is_one_change() -> None:
    for name, setting in CHANGES.items():
        changed = [
            field.name
            for field in dataclasses.fields(Setting)
            if getattr(setting, field.name) != getattr(BASE, field.name)
        ]
        assert len(changed) == (name != "flip and shift (the base)"), name
        inner = [
            field.name
            for field in dataclasses.fields(Augmentation)
            if getattr(setting.augmentation, field.name) != getattr(BASE.augmentation, field.name)
        ]
        assert len(inner) <= (2 if name == "nothing" else 1), name


def test_the_narrow_net_learns(splits: Splits) -> None:
    few = splits.train.select(torch.arange(1000))
    model = fit(Setting(epochs=5), few, seed=3)
    right = logits(model, splits.valid).argmax(dim=1) == splits.valid.labels
    assert right.float().mean() > 0.6


def test_the_same_seed_gives_the_same_net_and_lookahead_another(splits: Splits) -> None:
    few = splits.train.select(torch.arange(500))
    one, same, averaged = (
        torch.cat([weights.flatten() for weights in fit(setting, few, seed=3).parameters()])
        for setting in (Setting(epochs=1), Setting(epochs=1), Setting(epochs=1, lookahead=True))
    )
    assert torch.equal(one, same)
    assert not torch.allclose(one, averaged)


def test_several_views_are_a_mean_of_answers(splits: Splits) -> None:
    images = splits.valid.select(torch.arange(20))
    flat = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10))
    one, six = logits(flat, images), logits(flat, images, views=6)  # type: ignore[arg-type]
    assert not torch.allclose(one, six)
    flipped = dataclasses.replace(images, pixels=images.pixels.flip(2))
    torch.testing.assert_close(six, logits(flat, flipped, views=6), atol=1e-4, rtol=1e-4)  # type: ignore[arg-type]
