"""The settings of a training, and the two configurations that the report is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from shared.training import RunConfig
from work01_house_prices.networks.batched_network import Activation


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a cross-validation, all its folds and seeds in one batched network."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Small matrices gain nothing from bf16."""
    data: str = "kaggle"
    """kaggle (fetched), sample (generated), or a folder with train.csv and test.csv."""
    folds: int = 5
    """Folds of the cross-validation."""
    networks: int = 5
    """Networks for each fold, from different initial weights."""
    hidden: tuple[int, ...] = (64, 64)
    """Widths of the hidden layers."""
    activation: Activation = "silu"
    """After each hidden layer."""
    batch_norm: bool = False
    """Normalize before each activation."""
    dropout: float = 0.2
    """Probability to drop a hidden unit."""
    skip: bool = True
    """Add a linear path from the inputs to the output."""
    optimizer: Literal["adamw", "sgd"] = "adamw"
    """sgd has momentum 0.9."""
    epochs: int = 60
    """Passes over the training rows."""
    batch_size: int = 64
    """Rows in a step."""
    learning_rate: float = 1e-3
    """At its highest, after the warm-up."""
    weight_decay: float = 5.0
    """Decoupled from the gradient; biases are spared."""
    huber_delta: float = 0.2
    """Residuals beyond so many standard deviations of the log price count linearly."""
    keep_outliers: bool = False
    """Train on houses over 4000 square feet too. They are always validated."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings of two epochs on the generated sample."""
        return cls(smoke=True, data="sample", epochs=2, networks=2)


CHOSEN = TrainConfig(networks=1)
"""The network that the report settles on: the default, one for each fold."""

PLAIN = replace(CHOSEN, hidden=(128,), activation="relu", dropout=0.0, weight_decay=0.0, skip=False)
"""A textbook's network, without regularization, to vary one factor at a time around."""
