"""The LeNet study: one factor at a time, then the best of each together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import torch

from shared.reporting import save_results
from shared.training import BareRun, NonFiniteError, Rows
from work03_cifar10.data.splits import load
from work03_cifar10.models.batched_convnet import (
    BatchedConvNet,
    ConvNetShape,
    accuracies,
    summed_loss,
)
from work03_cifar10.studies.results import RESULTS, command, percent

LENET = ConvNetShape()


@dataclass(frozen=True)
class Trial:
    """A network's shape and how it is trained.

    Attributes:
        shape: of the network.
        learning_rate: of SGD with momentum 0.9; falls to 0 like a cosine.
        epochs: passes over the images.
    """

    shape: ConvNetShape = LENET
    learning_rate: float = 0.05
    epochs: int = 5


BASELINE = Trial()
IMAGES = 4000  # to train with
BATCH_SIZE = 64


def factors() -> dict[str, dict[str, Trial]]:
    """What is varied: factor → its values → the baseline with that one change."""

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


@dataclass(frozen=True)
class Tensors:
    """A data set as normalized tensors: (images, labels) to train with, to choose by, for the end."""

    train: tuple[torch.Tensor, torch.Tensor]
    valid: tuple[torch.Tensor, torch.Tensor]
    test: tuple[torch.Tensor, torch.Tensor]


def load_tensors(name: str, images: int = IMAGES) -> Tensors:
    """The first `images` training images of a data set (they are shuffled), and all others."""
    splits = load(name)
    few = splits.train.select(torch.arange(min(images, len(splits.train))))
    return Tensors(few.all(), splits.valid.all(), splits.test.all())


def fit(trial: Trial, data: Tensors, seeds: Sequence[int]) -> BatchedConvNet | None:
    """Train one network a seed, all on the same batches; None where the loss is no number."""
    run = BareRun(seeds[0])
    images, labels = data.train
    shape = (images.shape[1], images.shape[2], images.shape[3])
    networks = BatchedConvNet(trial.shape, shape, 10, seeds)
    optimizer = torch.optim.SGD(networks.parameters(), trial.learning_rate, momentum=0.9)
    loader = run.loader(Rows(images, labels), BATCH_SIZE, training=True)
    steps = trial.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    networks, optimizer = run.prepare(networks, optimizer)
    try:
        for _ in run.epochs(trial.epochs):
            for batch, targets in run.batches(loader):
                optimizer.zero_grad()
                run.backward(summed_loss(networks(batch), targets))
                optimizer.step()
                schedule.step()
            run.epoch_loss()
    except NonFiniteError:
        return None
    return networks


def best_combination(means: dict[str, dict[str, float]]) -> Trial:
    """The best value of each factor, together.

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


def one_factor_at_a_time(name: str, seeds: Sequence[int]) -> None:
    """LeNet, one factor at a time, then the best of each together.

    Args:
        name: of the data set.
        seeds: of the initial weights.
    """
    rows: list[dict[str, Any]] = []
    data = load_tensors(name)
    measured: dict[Trial, list[float]] = {}
    parameters: dict[Trial, int] = {}
    means: dict[str, dict[str, float]] = {}
    for factor, values in factors().items():
        means[factor] = {}
        for value, trial in values.items():
            if trial not in measured:
                networks = fit(trial, data, seeds)
                measured[trial] = accuracies(networks, *data.valid) if networks else []
                parameters[trial] = networks.parameters_of_one() if networks else 0
            valid = [percent(accuracy) for accuracy in measured[trial]]
            means[factor][value] = fmean(valid) if valid else 0.0
            row = {
                "factor": factor,
                "value": value,
                "parameters": parameters[trial],
                "valid accuracy %": valid or "diverged",
            }
            rows.append(row)
            print(row, flush=True)
    best = best_combination(means)
    together: dict[str, Any] = {}
    for title, trial in (("baseline", Trial()), ("best of each factor", best)):
        networks = fit(trial, data, seeds)
        if networks is not None:
            together[f"{title}: parameters"] = networks.parameters_of_one()
            for split, part in (("valid", data.valid), ("test", data.test)):
                together[f"{title}: {split} accuracy %"] = [
                    percent(accuracy) for accuracy in accuracies(networks, *part)
                ]
    config = {
        "images": len(data.train[0]),
        "batch_size": BATCH_SIZE,
        "baseline": dataclasses.asdict(Trial()),
        "best": dataclasses.asdict(best),
    }
    file = f"lenet_{name.replace('-', '_')}"
    save_results(
        RESULTS / f"{file}.json",
        command=command(file),
        rows=rows,
        values=together,
        config=config,
        seeds=seeds,
    )


def lenet_mnist(seeds: Sequence[int]) -> None:
    """The LeNet study on MNIST."""
    one_factor_at_a_time("mnist", seeds)


def lenet_fashion_mnist(seeds: Sequence[int]) -> None:
    """The LeNet study on Fashion-MNIST."""
    one_factor_at_a_time("fashion-mnist", seeds)


def lenet_cifar10(seeds: Sequence[int]) -> None:
    """The LeNet study on CIFAR-10."""
    one_factor_at_a_time("cifar10", seeds)
