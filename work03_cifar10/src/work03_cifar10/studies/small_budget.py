"""What each trick is worth: a narrow fast net on few images, one change at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.reporting import save_results
from shared.training import BareRun
from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation, mixup
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import load
from work03_cifar10.metrics.ensembles import majority_vote, mean_probabilities
from work03_cifar10.metrics.tta import tta_logits
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.studies.results import RESULTS, command, percent
from work03_cifar10.training.config import RECIPES
from work03_cifar10.training.lookahead import Lookahead
from work03_cifar10.training.loop import learning_rate_factor, make_optimizer

FLIP_AND_TRANSLATE = Augmentation(flip="random", translate=2)


@dataclasses.dataclass(frozen=True)
class Setting:
    """One way to train the narrow net.

    Attributes:
        augmentation: of the images.
        mixup: its alpha; 0 blends nothing.
        label_smoothing: share of a target that is spread over all classes.
        lookahead: slow weights follow the fast ones.
        epochs: passes over the images.
    """

    augmentation: Augmentation = FLIP_AND_TRANSLATE
    mixup: float = 0.0
    label_smoothing: float = 0.0
    lookahead: bool = False
    epochs: int = 6


WIDTHS = (16, 32, 64)
IMAGES = 10_000
BASE = Setting()
CHANGES: dict[str, Setting] = {
    "nothing": dataclasses.replace(BASE, augmentation=NO_AUGMENTATION),
    "flip": dataclasses.replace(BASE, augmentation=Augmentation(flip="random")),
    "flip and shift (the base)": BASE,
    "base, flip alternates": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="alternating", translate=2)
    ),
    "base and colour 0.2": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="random", translate=2, color=0.2)
    ),
    "base and cutout 8": dataclasses.replace(
        BASE, augmentation=Augmentation(flip="random", translate=2, cutout=8)
    ),
    "base and mixup 0.2": dataclasses.replace(BASE, mixup=0.2),
    "base and label smoothing 0.2": dataclasses.replace(BASE, label_smoothing=0.2),
    "base and look-ahead": dataclasses.replace(BASE, lookahead=True),
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
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, partial(learning_rate_factor, steps=steps)
    )
    model, optimizer = run.prepare(model.to(memory_format=torch.channels_last), optimizer)
    slow = Lookahead(model, steps)
    for epoch in run.epochs(setting.epochs):
        images.start(epoch)
        model.train()
        for batch, labels in run.batches(loader):
            targets = labels
            if setting.mixup:
                batch, targets = mixup(batch, labels, 10, setting.mixup)
            optimizer.zero_grad()
            run.backward(
                cross_entropy(model(batch), targets, label_smoothing=setting.label_smoothing)
            )
            optimizer.step()
            schedule.step()
            if setting.lookahead:
                slow.step()
        run.epoch_loss()
    if setting.lookahead:
        slow.finish()
    return model.eval()


@torch.no_grad()
def logits(model: FastNet, images: Images, views: int = 1) -> Tensor:
    """Logits of all images from one view, three translated ones, or six with flipped ones."""
    parts = []
    for rows in torch.arange(len(images)).split(500):
        batch, _ = images.__getitems__(rows.tolist())
        batch = batch.contiguous(memory_format=torch.channels_last)
        if views == 1:
            parts.append(model(batch))
        else:
            parts.append(tta_logits(model, batch, flip=views == 6))
    return torch.cat(parts)


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """The share of images whose highest score is their label's, in per cent."""
    return percent(float((scores.argmax(dim=1) == labels).float().mean()))


def one_change_at_a_time(seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Validation accuracies of each change, and of the base by several views of an image."""
    splits = load("cifar10")
    few = splits.train.select(torch.arange(IMAGES))
    labels = splits.valid.labels
    accuracies: dict[str, float] = {}
    views: dict[str, float] = {}
    for name, setting in CHANGES.items():
        model = fit(setting, few, seed)
        accuracies[name] = accuracy(logits(model, splits.valid), labels)
        print(seed, name, accuracies[name], flush=True)
        if setting == BASE:
            views = {
                f"{count} views": accuracy(logits(model, splits.valid, count), labels)
                for count in (3, 6)
            }
    return accuracies, views


def folds(seed: int, count: int = 3) -> dict[str, Any]:
    """k-fold: each fold's accuracy, and what the folds' networks say together of other images."""
    splits = load("cifar10")
    few = splits.train.select(torch.arange(IMAGES))
    members, accuracies = [], []
    cut = StratifiedKFold(count, shuffle=True, random_state=seed)
    for train_rows, valid_rows in cut.split(np.zeros(len(few)), few.labels.numpy()):
        model = fit(BASE, few.select(torch.from_numpy(train_rows)), seed)
        fold = dataclasses.replace(
            few.select(torch.from_numpy(valid_rows)), augmentation=NO_AUGMENTATION
        )
        accuracies.append(accuracy(logits(model, fold), fold.labels))
        members.append(logits(model, splits.valid))
    together = torch.stack(members)
    labels = splits.valid.labels
    majority = majority_vote(together.argmax(dim=2), 10)
    return {
        "held-out fold": accuracies,
        "one network": [accuracy(member, labels) for member in members],
        "majority of all": percent(float((majority == labels).float().mean())),
        "mean probabilities of all": accuracy(mean_probabilities(together), labels),
    }


def tricks(seeds: Sequence[int]) -> None:
    """Augmentation, label smoothing, weight averaging, several views: one change at a time."""
    changes, views = [], []
    for number, seed in enumerate(seeds, 1):
        accuracies, by_views = one_change_at_a_time(seed)
        changes.append(accuracies)
        views.append(by_views)
        rows = [
            {"change": name, "valid accuracy %": [each[name] for each in table]}
            for table in (changes, views)
            for name in table[0]
        ]
        save_results(
            RESULTS / "tricks.json",
            command=command("tricks"),
            rows=rows,
            config={"images": IMAGES, "base": dataclasses.asdict(BASE)},
            seeds=seeds[:number],
        )


def ensembles(seeds: Sequence[int]) -> None:
    """Three folds, and their networks together: by majority and by mean probabilities."""
    results = []
    for number, seed in enumerate(seeds, 1):
        results.append(folds(seed))
        rows = []
        for name in results[0]:
            values = [result[name] for result in results]
            flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
            rows.append({"what": name, "accuracy %": flat})
        save_results(
            RESULTS / "ensembles.json",
            command=command("ensembles"),
            rows=rows,
            config={"images": IMAGES, "folds": 3},
            seeds=seeds[:number],
        )
