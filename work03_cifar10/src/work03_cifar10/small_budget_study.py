"""What each trick is worth: a narrow fast net on few images, one change at a time."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import BareRun
from work03_cifar10.augmentation import NO_AUGMENTATION, Augmentation, mixup
from work03_cifar10.data import Images, load
from work03_cifar10.ensembles import majority_vote, mean_probabilities
from work03_cifar10.evaluation import multi_crop_logits
from work03_cifar10.fast_net import FastNet
from work03_cifar10.look_ahead import LookAhead
from work03_cifar10.recipes import RECIPES
from work03_cifar10.training import make_optimizer, rate_factor

FLIP_AND_SHIFT = Augmentation(flip="random", shift=2)


@dataclasses.dataclass(frozen=True)
class Setting:
    """One way to train the narrow net.

    Attributes:
        augmentation: of the images.
        alpha: of mixup; 0 blends nothing.
        smoothing: of the labels.
        averaging: of the weights, by look-ahead.
        epochs: passes over the images.
    """

    augmentation: Augmentation = FLIP_AND_SHIFT
    alpha: float = 0.0
    smoothing: float = 0.0
    averaging: bool = False
    epochs: int = 6


WIDTHS = (16, 32, 64)
IMAGES = 10_000
BASE = Setting()
CHANGES: dict[str, Setting] = {
    "nothing": dataclasses.replace(BASE, augmentation=NO_AUGMENTATION),
    "flip": dataclasses.replace(BASE, augmentation=Augmentation(flip="random")),
    "flip and shift (the base)": BASE,
    "base, flip alternates": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="alternating", shift=2)
    ),
    "base and colour 0.2": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="random", shift=2, colour=0.2)
    ),
    "base and cutout 8": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="random", shift=2, cutout=8)
    ),
    "base and mixup 0.2": dataclasses.replace(BASE, alpha=0.2),
    "base and label smoothing 0.2": dataclasses.replace(BASE, smoothing=0.2),
    "base and look-ahead": dataclasses.replace(BASE, averaging=True),
}


def fit(setting: Setting, images: Images, seed: int) -> FastNet:
    """Train the narrow net."""
    run = BareRun(seed)
    images = dataclasses.replace(images, augmentation=setting.augmentation, seed=seed)
    model = FastNet(images.pixels.shape[-1], 10, WIDTHS)
    model.fit_whitening(images.select(torch.arange(min(2000, len(images)))).all()[0])
    recipe = dataclasses.replace(RECIPES["fast"], learning_rate=0.4)
    optimizer = make_optimizer(recipe, model)
    loader = run.loader(images, 250, training=True)
    steps = setting.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(rate_factor, steps=steps))
    model, optimizer = run.prepare(model.to(memory_format=torch.channels_last), optimizer)
    slow = LookAhead(model, steps)
    for epoch in run.epochs(setting.epochs):
        images.start(epoch)
        model.train()
        for batch, labels in run.batches(loader):
            targets = labels
            if setting.alpha:
                batch, targets = mixup(batch, labels, 10, setting.alpha)
            optimizer.zero_grad()
            run.backward(cross_entropy(model(batch), targets, label_smoothing=setting.smoothing))
            optimizer.step()
            schedule.step()
            if setting.averaging:
                slow.step()
        run.epoch_loss()
    if setting.averaging:
        slow.finish()
    return model.eval()


@torch.no_grad()
def logits(model: FastNet, images: Images, views: int = 1) -> Tensor:
    """Answers to all images from one view, three moved ones, or six with mirror images."""
    found = []
    for rows in torch.arange(len(images)).split(500):
        batch, _ = images.__getitems__(rows.tolist())
        batch = batch.contiguous(memory_format=torch.channels_last)
        if views == 1:
            found.append(model(batch))
        else:
            found.append(multi_crop_logits(model, batch, mirror=views == 6))
    return torch.cat(found)


def per_cent(right: Tensor) -> float:
    """The share of True, in per cent."""
    return round(100 * float(right.float().mean()), 2)


def one_change_at_a_time(seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Validation accuracies of each change, and of the base by several views of an image."""
    splits = load("cifar10")
    few = splits.train.select(torch.arange(IMAGES))
    labels = splits.valid.labels
    accuracies: dict[str, float] = {}
    views: dict[str, float] = {}
    for name, setting in CHANGES.items():
        model = fit(setting, few, seed)
        accuracies[name] = per_cent(logits(model, splits.valid).argmax(dim=1) == labels)
        print(seed, name, accuracies[name], flush=True)
        if setting == BASE:
            views = {
                f"{count} views": per_cent(
                    logits(model, splits.valid, count).argmax(dim=1) == labels
                )
                for count in (3, 6)
            }
    return accuracies, views


def folds(seed: int, count: int = 3) -> dict[str, Any]:
    """k-fold: each fold's accuracy, and what the folds' networks say together of other images."""
    splits = load("cifar10")
    few = splits.train.select(torch.arange(IMAGES))
    members, accuracies = [], []
    cut = StratifiedKFold(count, shuffle=True, random_state=seed)
    for learnt, watched in cut.split(np.zeros(len(few)), few.labels.numpy()):
        model = fit(BASE, few.select(torch.from_numpy(learnt)), seed)
        apart = dataclasses.replace(
            few.select(torch.from_numpy(watched)), augmentation=NO_AUGMENTATION
        )
        accuracies.append(per_cent(logits(model, apart).argmax(dim=1) == apart.labels))
        members.append(logits(model, splits.valid))
    together = torch.stack(members)
    labels = splits.valid.labels
    return {
        "held-out fold": accuracies,
        "one network": [per_cent(member.argmax(dim=1) == labels) for member in members],
        "majority of all": per_cent(majority_vote(together.argmax(dim=2), 10) == labels),
        "mean probabilities of all": per_cent(mean_probabilities(together).argmax(dim=1) == labels),
    }
