"""What `python train.py` reaches, with other budgets, on other data, with other models."""

from __future__ import annotations

from collections.abc import Sequence

from work03_cifar10.studies.runs import repeat
from work03_cifar10.training.config import TrainConfig

FULL_WIDTH = (64, 256, 256)
LONGER = TrainConfig(epochs=9)


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches: the fast net at half width."""
    repeat("default", {"fast, half width": TrainConfig()}, seeds)


def longer(seeds: Sequence[int]) -> None:
    """The fast net at half width for nine epochs."""
    repeat("longer", {"fast, half width": LONGER}, seeds)


def ten_minutes(seeds: Sequence[int]) -> None:
    """The fast net at half width on all 50,000 images: 92 % in ten minutes of two cores."""
    config = TrainConfig(epochs=16, held_out=0)
    repeat("ten_minutes", {"fast, half width, 16 epochs": config}, seeds)


def full_width(seeds: Sequence[int]) -> None:
    """The fast net at full width on all 50,000 images: 94 % in twenty minutes of two cores."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=12, held_out=0)
    repeat("full_width", {"fast, full width, 12 epochs": config}, seeds)


def full_width_short(seeds: Sequence[int]) -> None:
    """The same with ten epochs."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=10, held_out=0)
    repeat("full_width_short", {"fast, full width, 10 epochs": config}, seeds)


def mnist(seeds: Sequence[int]) -> None:
    """A fast net of less than 62,000 parameters on MNIST, for 99.5 %."""
    config = TrainConfig(data="mnist", widths=(16, 32, 48), epochs=4)
    repeat("mnist", {"fast, 16 32 48": config}, seeds)


def fashion(seeds: Sequence[int]) -> None:
    """A fast net of less than 100,000 parameters on Fashion-MNIST, for 93.5 %."""
    config = TrainConfig(data="fashion-mnist", widths=(24, 40, 64), epochs=20)
    repeat("fashion", {"fast, 24 40 64": config}, seeds)


def models(seeds: Sequence[int]) -> None:
    """Linear, MLP and LeNet on CIFAR-10 with their own recipes."""
    variants = {name: TrainConfig(model=name) for name in ("linear", "mlp", "lenet")}
    repeat("models", variants, seeds, what="model")


def alexnet(seeds: Sequence[int]) -> None:
    """AlexNet for 32×32 on CIFAR-10, for 85 %: most of an hour on one core."""
    repeat("alexnet", {"alexnet": TrainConfig(model="alexnet")}, seeds, what="model")
