"""What `python train.py` reaches, with other budgets, on other data, with other models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.studies import Study, study, trained
from shared.training import read_metrics, read_summary
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train

MODELS = TrainConfig.configurations()
LONGER = TrainConfig(epochs=12)
MNIST = TrainConfig(data="mnist", flip="none", held_out=5000, widths=(16, 32, 48), epochs=4)
FASHION = TrainConfig(data="fashion-mnist", held_out=5000, widths=(24, 40, 64), epochs=20)


def reached(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Train, and return what the run ends with, and its accuracy by one view and on training images."""
    folder = trained(train, replace(config, seed=seed))
    summary, last = read_summary(folder), read_metrics(folder)[-1]
    one_view = {name: value for name, value in last.items() if name.startswith("valid/one_view/")}
    return {
        **summary["metrics"],
        **one_view,
        "train/accuracy": last["train/accuracy"],
        "core_seconds": summary["cpu_seconds"],
    }


@study(seeds=(0, 1, 2))
def default(s: Study) -> None:
    """Measure what `python train.py` reaches: the fast net at half width."""
    for seed in s.seeds:
        s.measure("fast, half width", reached, TrainConfig(), seed)


@study(seeds=(0, 1, 2))
def longer(s: Study) -> None:
    """Train the fast net at half width for twelve epochs, for 92 %."""
    for seed in s.seeds:
        s.measure("fast, half width, 12 epochs", reached, LONGER, seed)


@study(seeds=(0, 1, 2))
def mnist(s: Study) -> None:
    """Train a fast net of less than 62,000 parameters on MNIST, for 99.5 %."""
    for seed in s.seeds:
        s.measure("fast, 16 32 48", reached, MNIST, seed)


@study(seeds=(0, 1, 2))
def fashion(s: Study) -> None:
    """Train a fast net of less than 100,000 parameters on Fashion-MNIST, for 93.5 %."""
    for seed in s.seeds:
        s.measure("fast, 24 40 64", reached, FASHION, seed)


@study(seeds=(0, 1, 2))
def models(s: Study) -> None:
    """Train linear, MLP and LeNet on CIFAR-10, each with its own settings."""
    for name in ("linear", "mlp", "lenet"):
        for seed in s.seeds:
            s.measure({"model": name}, reached, MODELS[name], seed)


@study(seeds=(0,))
def alexnet(s: Study) -> None:
    """Train AlexNet for 32×32 on CIFAR-10, for 85 %: most of an hour on one core."""
    for seed in s.seeds:
        s.measure({"model": "alexnet"}, reached, MODELS["alexnet"], seed)
