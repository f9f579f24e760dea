"""What each trick is worth: the fast net on few images, one change at a time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean
from typing import Any

import numpy as np
import torch

from shared.studies import Study, study
from shared.training import Loop
from work03_cifar10.data.augmentation import NO_AUGMENTATION
from work03_cifar10.data.images import Images
from work03_cifar10.metrics.ensembles import majority_vote, mean_probabilities
from work03_cifar10.metrics.evaluation import accuracy, evaluate, predict
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import fit

IMAGES = 10_000  # to train with
NARROW = TrainConfig(
    precision="fp32", widths=(16, 32, 64), epochs=6, batch_size=250, learning_rate=0.4,
    label_smoothing=0.0, flip="random", translate=2, lookahead=False, tta=False,
)  # fmt: skip
BASE = replace(NARROW, precision="auto", widths=TrainConfig().widths)  # the default net
CHANGES: dict[str, TrainConfig] = {
    "nothing": replace(BASE, flip="none", translate=0),
    "flip": replace(BASE, translate=0),
    "flip and translate (the base)": BASE,
    "base, flip alternates": replace(BASE, flip="alternating"),
    "base and color 0.2": replace(BASE, color=0.2),
    "base and cutout 8": replace(BASE, cutout=8),
    "base and mixup 0.2": replace(BASE, mixup=0.2),
    "base and label smoothing 0.2": replace(BASE, label_smoothing=0.2),
    "base and lookahead": replace(BASE, lookahead=True),
}


def fit_net(config: TrainConfig, images: Images, seed: int) -> tuple[Loop, FastNet]:
    """Train a fast net on these images; the loop evaluates it."""
    loop = Loop(seed, device=config.device, precision=config.precision)
    images = replace(images, augmentation=config.augmentation, seed=seed)
    splits = replace(
        splits_of(config.data, config.held_out), train=images, valid=images.select(torch.arange(0))
    )
    model = FastNet(splits.shape[0], len(splits.classes), config.widths)
    fit(loop, config, model, splits)
    return loop, model


@functools.cache
def trained_net(images: int, config: TrainConfig, seed: int) -> tuple[Loop, FastNet]:
    """Train a fast net on so many images; several measurements share it."""
    train = splits_of(config.data, config.held_out).train
    return fit_net(config, train.select(torch.arange(images)), seed)


def trained_accuracy(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure a fast net on validation images, by so many views."""
    training: TrainConfig = config["training"]
    loop, model = trained_net(config["images"], training, seed)
    valid = splits_of(training.data, training.held_out).valid
    result = evaluate(loop.evaluating(model, valid, 500), config["views"])
    return {"valid/accuracy": result["accuracy"]}


@study(seeds=(0, 1, 2, 3, 4))
def tricks(s: Study) -> None:
    """Change one thing at a time: augmentation, label smoothing, weight averaging, several views."""
    configs = {
        name: {"images": IMAGES, "views": 1, "training": training}
        for name, training in CHANGES.items()
    }
    for views in (3, 6):
        configs[f"{views} views"] = {"images": IMAGES, "views": views, "training": BASE}
    for change, config in configs.items():
        for seed in s.seeds:
            s.measure({"change": change}, trained_accuracy, config, seed)


def folds(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure k-fold's held-out folds, and what the networks say together of other images."""
    from sklearn.model_selection import StratifiedKFold  # heavy, and only needed here

    training: TrainConfig = config["training"]
    splits = splits_of(training.data, training.held_out)
    few, labels = splits.train.select(torch.arange(config["images"])), splits.valid.labels
    members, held_out = [], []
    cut = StratifiedKFold(config["folds"], shuffle=True, random_state=seed)
    for train_rows, fold_rows in cut.split(np.zeros(len(few)), few.labels.numpy()):
        loop, model = fit_net(training, few.select(torch.from_numpy(train_rows)), seed)
        fold = replace(few.select(torch.from_numpy(fold_rows)), augmentation=NO_AUGMENTATION)
        held_out.append(evaluate(loop.evaluating(model, fold, 500))["accuracy"])
        members.append(predict(loop.evaluating(model, splits.valid, 500)))
    logits = torch.stack(members)
    majority = majority_vote(logits.argmax(dim=2), logits.shape[2])
    accuracies = {
        "held-out fold": fmean(held_out),
        "one network": fmean(accuracy(member, labels) for member in members),
        "majority of all": float((majority == labels).float().mean()),
        "mean probabilities of all": accuracy(mean_probabilities(logits), labels),
    }
    return {"answers": {name: {"accuracy": value} for name, value in accuracies.items()}}


@study(seeds=(0, 1, 2, 3, 4))
def ensembles(s: Study) -> None:
    """Train on three folds, and let the networks answer together: by vote or mean probabilities."""
    for seed in s.seeds:
        s.measure("three folds", folds, {"images": IMAGES, "folds": 3, "training": BASE}, seed)
