"""Where the fast net errs, how sure it is, and what its and LeNet's layers see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from shared.studies import Measured, Study, picture, study, trained
from shared.training import read_summary
from work03_cifar10.data.splits import load
from work03_cifar10.figures.errors import draw_confusion_and_calibration, draw_errors
from work03_cifar10.figures.inside import draw_features, draw_filters, draw_maps
from work03_cifar10.metrics.calibration import calibration_error
from work03_cifar10.metrics.confusion import confusion_matrix
from work03_cifar10.metrics.tta import tta_logits
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.models.lenet import LeNet
from work03_cifar10.studies.default_runs import LONGER, MODELS
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train
from work03_cifar10.training.trained_model import load_trained


def errors_of(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure errors and confidence of a fast net on the test images, in float32, with pictures."""
    folder = trained(train, replace(config, seed=seed))
    model = load_trained(folder).model
    assert isinstance(model, FastNet)
    model.to(memory_format=torch.channels_last)
    splits = load(config.data, held_out=config.held_out, seed=seed)
    logits, features = [], []
    with torch.no_grad():
        for rows in torch.arange(len(splits.test)).split(500):
            images, _ = splits.test.__getitems__(rows.tolist())
            logits.append(tta_logits(model, images, flip=True))
            features.append(model.embed(images))
    probabilities = torch.cat(logits).softmax(dim=1)
    labels, pixels, classes = splits.test.labels, splits.test.pixels, splits.classes
    correct = (probabilities.argmax(dim=1) == labels).float()
    counts = confusion_matrix(labels, probabilities.argmax(dim=1), len(classes))
    wrong = counts - counts.diag().diag()
    label, predicted = divmod(int(wrong.argmax()), len(classes))
    metrics = {
        "test/accuracy": float(correct.mean()),
        "test/confidence": float(probabilities.amax(dim=1).mean()),
        "test/calibration_error": calibration_error(probabilities, labels),
        "most_frequent_error": f"{classes[label]} taken for {classes[predicted]}",
        "most_frequent_error/count": int(wrong.max()),
        "classes": {
            name: {"test/accuracy": float(correct[labels == number].mean())}
            for number, name in enumerate(classes)
        },
    }
    few, filters = slice(1500), model.whitening.weight.detach()
    pictures = {
        "confusion.svg": picture(draw_confusion_and_calibration, probabilities, labels, classes),
        "errors.svg": picture(draw_errors, pixels, probabilities, labels, classes),
        "features.svg": picture(draw_features, torch.cat(features)[few], labels[few], classes),
        "filters.svg": picture(draw_filters, filters[: len(filters) // 2]),
    }
    return Measured(metrics, pictures)


@study(seeds=(0,))
def errors(s: Study) -> None:
    """Show where the fast net errs on the test images, how sure it is, its filters and its features."""
    for seed in s.seeds:
        s.measure("fast, half width, 12 epochs", errors_of, LONGER, seed)


LENET = replace(MODELS["lenet"], data="fashion-mnist", held_out=5000, epochs=12, translate=0)
CLASSES = ("Pullover", "Coat", "Sneaker", "Trouser")
DRAWN = 0  # the seed whose maps are drawn


def activations_of(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure a LeNet; of the first seed draw what both layers answer to one image of some classes."""
    folder = trained(train, replace(config, seed=seed))
    metrics: dict[str, Any] = read_summary(folder)["metrics"]
    if seed != DRAWN:
        return metrics
    model = load_trained(folder).model
    assert isinstance(model, LeNet)
    splits = load(config.data, held_out=config.held_out, seed=seed)
    numbers = [int((splits.valid.labels == splits.classes.index(n)).nonzero()[0]) for n in CLASSES]
    images, _ = splits.valid.__getitems__(numbers)
    maps = model.activations(images)
    drawn = picture(draw_maps, splits.valid.pixels[numbers], maps, CLASSES)
    return Measured(metrics, {"activations.svg": drawn})


@study(seeds=(0, 1, 2, 3, 4))
def activations(s: Study) -> None:
    """Draw what both layers of a LeNet make of a pullover, a coat and others."""
    for seed in s.seeds:
        s.measure("lenet, 12 epochs", activations_of, LENET, seed)
