"""Where the fast net errs, how sure it is, and what its and LeNet's layers see."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import torch
from safetensors.torch import load_file

from shared.reporting import save_results
from shared.training.config import to_json
from work03_cifar10.data.splits import load
from work03_cifar10.figures.errors import draw_confusion_and_calibration, draw_errors
from work03_cifar10.figures.inside import draw_features, draw_filters, draw_maps
from work03_cifar10.metrics.calibration import calibration_error
from work03_cifar10.metrics.confusion import confusion_matrix
from work03_cifar10.metrics.tta import tta_logits
from work03_cifar10.models.by_name import build
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.models.lenet import LeNet
from work03_cifar10.studies.default_runs import LONGER
from work03_cifar10.studies.results import RESULTS, RUNS, command, percent
from work03_cifar10.studies.runs import finished_or_trained
from work03_cifar10.training.config import TrainConfig, completed
from work03_cifar10.training.trained_model import load_trained


def looking(seeds: Sequence[int]) -> None:
    """Where the fast net errs on the test images, how sure it is, its filters and its features."""
    config = dataclasses.replace(LONGER, seed=seeds[0], runs=RUNS)
    folder = finished_or_trained(config)
    splits = load("cifar10", seed=config.seed)
    model = build("fast", splits.shape, 10, config.widths)
    model.load_state_dict(load_file(folder / "model.safetensors"))
    assert isinstance(model, FastNet)
    model.eval().to(memory_format=torch.channels_last)
    logits, features = [], []
    with torch.no_grad():
        for rows in torch.arange(len(splits.test)).split(500):
            images, _ = splits.test.__getitems__(rows.tolist())
            logits.append(tta_logits(model, images, flip=True))
            features.append(model.embed(images))
    probabilities = torch.cat(logits).softmax(dim=1)
    labels, pixels = splits.test.labels, splits.test.pixels
    draw_confusion_and_calibration(RESULTS / "confusion.svg", probabilities, labels, splits.classes)
    draw_errors(RESULTS / "errors.svg", pixels, probabilities, labels, splits.classes)
    few = torch.cat(features)[:1500]
    draw_features(RESULTS / "features.svg", few, labels[:1500], splits.classes)
    filters = model.whitening.weight.detach()
    draw_filters(RESULTS / "filters.svg", filters[: len(filters) // 2])
    right = probabilities.argmax(dim=1) == labels
    counts = confusion_matrix(labels, probabilities.argmax(dim=1), 10)
    rows = [
        {"class": name, "right %": percent(float(right[labels == number].float().mean()), 1)}
        for number, name in enumerate(splits.classes)
    ]
    errors = counts - counts.diag().diag()
    first, second = divmod(int(errors.argmax()), 10)
    save_results(
        RESULTS / "looking.json",
        command=command("looking"),
        rows=rows,
        values={
            "calibration error": round(calibration_error(probabilities, labels), 4),
            "mean confidence %": percent(float(probabilities.amax(dim=1).mean())),
            "accuracy %": percent(float(right.float().mean())),
            "most frequent error": f"{splits.classes[first]} taken for {splits.classes[second]}",
            "how often": int(errors.max()),
        },
        config=to_json(completed(config)),
        seeds=seeds[:1],
    )


def activations(seeds: Sequence[int]) -> None:
    """What both layers of a LeNet make of a pullover, a coat and others."""
    config = TrainConfig(
        model="lenet", data="fashion-mnist", epochs=2, translate=0, seed=seeds[0], runs=RUNS
    )
    lenet = load_trained(finished_or_trained(config)).model
    assert isinstance(lenet, LeNet)
    splits = load("fashion-mnist", seed=config.seed)
    names = ("Pullover", "Coat", "Sneaker", "Trouser")
    numbers = [int((splits.valid.labels == splits.classes.index(n)).nonzero()[0]) for n in names]
    images, _ = splits.valid.__getitems__(numbers)
    maps = lenet.activations(images)
    draw_maps(RESULTS / "activations.svg", splits.valid.pixels[numbers], maps, names)
    draw_filters(RESULTS / "lenet_filters.svg", next(lenet.conv1.parameters()).detach())
