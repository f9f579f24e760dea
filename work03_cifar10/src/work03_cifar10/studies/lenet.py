"""The LeNet study: one factor at a time, then the best of each together.

All seeds of one trial train as one batched network, on the same batches: they differ by their
initial weights. `lenet_whole` asks of the factors that tell most what is left of it with all images.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from statistics import fmean
from typing import Annotated, Any

import torch
from torch import Tensor

from shared.studies import Study, study
from shared.training import Loop, Rows
from shared.training.settings.ranges import Above, AtLeast, Below, Checked
from work03_cifar10.models.batched_convnet import (
    BatchedConvNet,
    ConvNetShape,
    accuracies,
    summed_loss,
)
from work03_cifar10.studies.splits import splits_of

LENET = ConvNetShape()


@dataclass(frozen=True)
class Trial(Checked):
    """A network's shape and how it is trained.

    Attributes:
        shape: of the network.
        learning_rate: of SGD with momentum; falls to 0 like a cosine.
        momentum: likewise.
        epochs: passes over the images.
        batch_size: images in a step.
    """

    shape: ConvNetShape = LENET
    learning_rate: Annotated[float, Above(0)] = 0.05
    momentum: Annotated[float, AtLeast(0), Below(1)] = 0.9
    epochs: Annotated[int, AtLeast(1)] = 5
    batch_size: Annotated[int, AtLeast(1)] = 64


BASELINE = Trial()


@dataclass(frozen=True)
class TrialOn:
    """A trial, the images for it, and the networks that train together.

    Attributes:
        data: a data set's name.
        trial: the networks' shape and training.
        seeds: of the initial weights, one a network; the first is that of the batches too.
        images: to train with.
        held_out: images to validate with.
        test: whether the test images are used as well.
    """

    data: str
    trial: Trial
    seeds: tuple[int, ...]
    images: int = 4000
    held_out: int = 5000
    test: bool = False


def factors() -> dict[str, dict[str, Trial]]:
    """List what is varied: factor → its values → the baseline with that one change."""

    def shaped(**changes: object) -> Trial:
        shape = dataclasses.replace(BASELINE.shape, **changes)  # type: ignore[arg-type]
        return dataclasses.replace(BASELINE, shape=shape)

    return {
        "pooling": {"average": BASELINE, "max": shaped(pool="max")},
        "kernel": {"3×3": shaped(kernel=3), "5×5": BASELINE, "7×7": shaped(kernel=7)},
        "channels": {
            "3, 8": shaped(channels=(3, 8)),
            "6, 16": BASELINE,
            "16, 32": shaped(channels=(16, 32)),
        },
        "activation": {
            "sigmoid": shaped(activation="sigmoid"),
            "tanh": BASELINE,
            "ReLU": shaped(activation="relu"),
            "GELU": shaped(activation="gelu"),
        },
        "convolutions": {
            "one": shaped(channels=(6,)),
            "two": BASELINE,
            "three": shaped(channels=(6, 16, 32)),
        },
        "hidden layers": {
            "none": shaped(hidden=()),
            "one": shaped(hidden=(120,)),
            "two": BASELINE,
            "three": shaped(hidden=(120, 84, 84)),
        },
        "learning rate": {
            "0.005": dataclasses.replace(BASELINE, learning_rate=0.005),
            "0.05": BASELINE,
            "0.3": dataclasses.replace(BASELINE, learning_rate=0.3),
        },
        "initial weights": {
            "Xavier": BASELINE,
            "He": shaped(initialization="he"),
            "0.01": shaped(initialization="small"),
        },
        "epochs": {
            "2": dataclasses.replace(BASELINE, epochs=2),
            "5": BASELINE,
            "12": dataclasses.replace(BASELINE, epochs=12),
        },
    }


TELLING = (
    ("pooling", "average"),
    ("pooling", "max"),
    ("activation", "sigmoid"),
    ("activation", "ReLU"),
    ("activation", "GELU"),
    ("initial weights", "He"),
    ("initial weights", "0.01"),
    ("convolutions", "three"),
    ("channels", "16, 32"),
)
"""Factors and values of which more images and epochs may say something else."""


def fit(
    loop: Loop, trial: Trial, images: Tensor, labels: Tensor, seeds: tuple[int, ...]
) -> BatchedConvNet:
    """Train one network a seed, all on the same batches.

    A network that diverges does not disturb the others, whose gradients are their own.
    """
    shape = (images.shape[1], images.shape[2], images.shape[3])
    networks = BatchedConvNet(trial.shape, shape, 10, seeds)
    optimizer = torch.optim.SGD(networks.parameters(), trial.learning_rate, momentum=trial.momentum)
    loader = loop.loader(Rows(images, labels), trial.batch_size, training=True)
    steps = trial.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    networks, optimizer = loop.prepare(networks, optimizer)
    for _ in loop.epochs(trial.epochs):
        for batch, targets in loop.batches(loader):
            optimizer.zero_grad()
            loop.backward(summed_loss(networks(batch), targets))
            optimizer.step()
            schedule.step()
    return networks


@functools.cache
def results_of(config: TrialOn) -> list[dict[str, Any]]:
    """Train the networks together, and return what each of them reaches."""
    loop = Loop(config.seeds[0])
    splits = splits_of(config.data, config.held_out)
    few = splits.train.select(torch.arange(min(config.images, len(splits.train))))
    networks = fit(loop, config.trial, *few.all(), config.seeds)
    images, labels = loop.to_device(splits.valid.all())
    with torch.no_grad():
        finite = networks(images[:500]).isfinite().flatten(1).all(dim=1).tolist()
    valid = accuracies(networks, images, labels)
    test = accuracies(networks, *loop.to_device(splits.test.all())) if config.test else valid
    results: list[dict[str, Any]] = []
    for place in range(len(config.seeds)):
        result: dict[str, Any] = {"parameters": networks.parameters_of_one()}
        result["diverged"] = int(not finite[place])
        if finite[place]:
            result["valid/accuracy"] = valid[place]
            if config.test:
                result["test/accuracy"] = test[place]
        results.append(result)
    return results


def reached(config: TrialOn, seed: int) -> dict[str, Any]:
    """Return what the network of this seed reaches among those of `config.seeds`."""
    return results_of(config)[config.seeds.index(seed)]


def best_combination(means: dict[str, dict[str, float]]) -> Trial:
    """Put the best values of all factors together.

    Args:
        means: factor → value → mean validation accuracy.
    """
    listed = factors()
    shape, changes = BASELINE.shape, {}
    for factor, values in means.items():
        chosen = listed[factor][max(values, key=lambda value: values[value])]
        for field in dataclasses.fields(ConvNetShape):
            if getattr(chosen.shape, field.name) != getattr(BASELINE.shape, field.name):
                if field.name == "channels" and factor == "convolutions":
                    continue  # decided below, so that both factors keep their say
                shape = dataclasses.replace(
                    shape, **{field.name: getattr(chosen.shape, field.name)}
                )
        for name in ("learning_rate", "epochs"):
            if getattr(chosen, name) != getattr(BASELINE, name):
                changes[name] = getattr(chosen, name)
    convolutions = means["convolutions"]
    count = {"one": 1, "two": 2, "three": 3}[max(convolutions, key=lambda v: convolutions[v])]
    wider = (*shape.channels, 2 * shape.channels[-1])[:count]
    return Trial(shape=dataclasses.replace(shape, channels=wider), **changes)


def one_factor_at_a_time(s: Study, data: str) -> None:
    """Vary one factor at a time on validation images, then test the best values together."""

    def measure(labels: dict[str, str], trial: Trial, *, test: bool = False) -> None:
        for seed in s.seeds:
            s.measure(labels, reached, TrialOn(data, trial, s.seeds, test=test), seed)

    varied = {
        (factor, value): {"part": "one factor", "factor": factor, "value": value}
        for factor, values in factors().items()
        for value in values
    }
    for (factor, value), labels in varied.items():
        measure(labels, factors()[factor][value])
    means: dict[str, dict[str, float]] = {}
    for (factor, value), labels in varied.items():
        valid = [metrics.get("valid/accuracy", 0.0) for metrics in s.metrics(labels)]
        means.setdefault(factor, {})[value] = fmean(valid)
    measure({"part": "together", "value": "baseline"}, BASELINE, test=True)
    best = best_combination(means)
    measure({"part": "together", "value": "best of each factor"}, best, test=True)


SEEDS = (0, 1, 2, 3, 4)


@study(seeds=SEEDS)
def lenet_mnist(s: Study) -> None:
    """Vary LeNet on MNIST, one factor at a time."""
    one_factor_at_a_time(s, "mnist")


@study(seeds=SEEDS)
def lenet_fashion_mnist(s: Study) -> None:
    """Vary LeNet on Fashion-MNIST, one factor at a time."""
    one_factor_at_a_time(s, "fashion-mnist")


@study(seeds=SEEDS)
def lenet_cifar10(s: Study) -> None:
    """Vary LeNet on CIFAR-10, one factor at a time."""
    one_factor_at_a_time(s, "cifar10")


@study(seeds=SEEDS)
def lenet_whole(s: Study) -> None:
    """Train LeNet and its more telling changes on all images of Fashion-MNIST, for twelve epochs."""

    def measure(factor: str, value: str, trial: Trial) -> None:
        config = TrialOn("fashion-mnist", trial, s.seeds, images=55_000)
        for seed in s.seeds:
            s.measure({"factor": factor, "value": value}, reached, config, seed)

    for factor, value in TELLING:
        measure(factor, value, dataclasses.replace(factors()[factor][value], epochs=12))
    measure("epochs", "24", dataclasses.replace(BASELINE, epochs=24))
