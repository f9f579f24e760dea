"""The studies of tricks and of folds: one change, and no image on both sides of a fold."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from shared.training import Loop
from work03_cifar10.data.augmentation import NO_AUGMENTATION
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import Splits, load
from work03_cifar10.metrics.evaluation import evaluate
from work03_cifar10.studies import small_budget
from work03_cifar10.studies.small_budget import (
    BASE,
    CHANGES,
    NARROW,
    fit_net,
    folds,
    trained_accuracy,
)
from work03_cifar10.training.config import TrainConfig

SMALL = dataclasses.replace(NARROW, data="sample", held_out=200, epochs=1)


@pytest.fixture(scope="module")
def splits() -> Splits:
    return load("sample", held_out=200)


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
        self.unused = nn.Parameter(torch.zeros(1))
        plain = dataclasses.replace(images, augmentation=NO_AUGMENTATION)
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

    def remember(config: TrainConfig, images: Images, seed: int) -> tuple[Loop, Memory]:
        train_images.append(images)
        loop, model = Loop(seed, device="cpu"), Memory(images)
        loop.prepare(model, torch.optim.SGD(model.parameters()))
        return loop, model

    monkeypatch.setattr(small_budget, "splits_of", lambda *_: without_zeros)
    monkeypatch.setattr(small_budget, "fit_net", remember)
    answers = folds({"images": 600, "folds": 3, "training": SMALL}, 0)["answers"]
    assert len(answers) == 4
    assert all(answer["accuracy"] == 0 for answer in answers.values())

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
    for name, config in CHANGES.items():
        changed = {
            field.name
            for field in dataclasses.fields(TrainConfig)
            if getattr(config, field.name) != getattr(BASE, field.name)
        }
        expected = {"nothing": {"flip", "translate"}, "flip and translate (the base)": set()}
        assert changed == expected[name] if name in expected else len(changed) == 1, name


def test_the_narrow_net_learns(splits: Splits) -> None:
    few = splits.train.select(torch.arange(1000))
    loop, model = fit_net(dataclasses.replace(SMALL, epochs=5), few, seed=3)
    assert evaluate(loop.evaluating(model, splits.valid, 500))["accuracy"] > 0.6


def test_the_same_seed_gives_the_same_net_and_lookahead_another(splits: Splits) -> None:
    few = splits.train.select(torch.arange(500))
    one, same, averaged = (
        torch.cat([weights.flatten() for weights in fit_net(config, few, 3)[1].parameters()])
        for config in (SMALL, SMALL, dataclasses.replace(SMALL, lookahead=True))
    )
    assert torch.equal(one, same)
    assert not torch.allclose(one, averaged)


def test_views_are_measured_on_the_same_net() -> None:
    config = {"images": 500, "training": SMALL}
    accuracies = [trained_accuracy(config | {"views": views}, 3) for views in (1, 6, 1)]
    assert accuracies[0] == accuracies[2]
    assert all(0.1 < accuracy["valid/accuracy"] <= 1 for accuracy in accuracies)
