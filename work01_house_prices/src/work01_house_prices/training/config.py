"""The settings of a training: for houses, for other tables, and those that the report is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, Self

from shared.training import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below
from work01_house_prices.networks.batched_network import Activation


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a cross-validation, all its folds and seeds in one batched network."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Small matrices gain nothing from bf16."""
    data: str = "kaggle"
    """kaggle (fetched), sample (generated), your own table, or a folder with train.csv (and test.csv)."""
    target: str | None = None
    """The column to predict, of a table of your own."""
    id: str | None = None
    """The column that tells rows apart; without it rows are counted."""
    names: tuple[str, ...] = ()
    """Columns of a table of your own that hold names though they look like numbers."""
    folds: Annotated[int, AtLeast(2)] = 5
    """Folds of the cross-validation."""
    networks: Annotated[int, AtLeast(1)] = 5
    """Networks for each fold, from different initial weights."""
    hidden: Annotated[tuple[int, ...], AtLeast(1)] = (64, 64)
    """Widths of the hidden layers."""
    activation: Activation = "silu"
    """After each hidden layer."""
    batch_norm: bool = False
    """Normalize before each activation."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.2
    """Probability to drop a hidden unit."""
    skip: bool = True
    """Add a linear path from the inputs to the output."""
    optimizer: Literal["adamw", "sgd"] = "adamw"
    """sgd has momentum 0.9."""
    epochs: Annotated[int, AtLeast(1)] = 60
    """Passes over the training rows."""
    batch_size: Annotated[int, AtLeast(1)] = 64
    """Rows in a step; the default takes all where a fold has fewer."""
    learning_rate: Annotated[float, Above(0)] = 1e-3
    """At its highest, after the warm-up."""
    weight_decay: Annotated[float, AtLeast(0)] = 5.0
    """Decoupled from the gradient; biases are spared."""
    huber_delta: Annotated[float, Above(0)] = 0.2
    """Residuals beyond so many standard deviations of the log price count linearly."""
    keep_outliers: bool = False
    """Train on houses over 4000 square feet too. They are always validated."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings of two epochs on the generated sample."""
        return cls(smoke=True, precision="fp32", data="sample", epochs=2, networks=2)


@dataclass(frozen=True)
class TableConfig(TrainConfig):
    """Settings for a table of another subject: fewer columns, perhaps fewer rows, and less prior."""

    batch_size: Annotated[int, AtLeast(1)] = 16
    """Rows in a step; the default takes all where a fold has fewer."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Probability to drop a hidden unit."""
    epochs: Annotated[int, AtLeast(1)] = 100
    """Passes over the training rows."""
    learning_rate: Annotated[float, Above(0)] = 3e-3
    """At its highest, after the warm-up."""
    weight_decay: Annotated[float, AtLeast(0)] = 0.3
    """Decoupled from the gradient; biases are spared."""
    huber_delta: Annotated[float, Above(0)] = 1.0
    """Residuals beyond so many standard deviations of the target count linearly."""


def config_class(arguments: Sequence[str]) -> type[TrainConfig]:
    """Return the settings that a command line starts from: with `--target` those for other tables."""
    own = any(argument.partition("=")[0] == "--target" for argument in arguments)
    return TableConfig if own else TrainConfig


CHOSEN = TrainConfig(networks=1)
"""The network that the report settles on: the default, one for each fold."""

PLAIN = replace(CHOSEN, hidden=(128,), activation="relu", dropout=0.0, weight_decay=0.0, skip=False)
"""A textbook's network, without regularization, to vary one factor at a time around."""
