"""The training loop: all networks of a cross-validation as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import huber_loss

from shared.training import Loop
from shared.training.settings.ranges import SettingsError
from work01_house_prices.metrics.cross_validation import cross_validation_error, predict
from work01_house_prices.networks.batched_network import BatchedNetwork, for_each_network
from work01_house_prices.optimization.schedules import cosine, warmup
from work01_house_prices.training.config import TableConfig, TrainConfig

if TYPE_CHECKING:  # pandas and scikit-learn take seconds, which `--help` need not wait for
    from work01_house_prices.data.fold_tensors import FoldTensors
    from work01_house_prices.data.folds import Fold
    from work01_house_prices.data.house_prices import HousePrices


def network_seeds(config: TrainConfig, folds: int) -> range:
    """Return a seed for each of `config.networks` networks of each fold, neighbors in the batch."""
    first = config.seed * 1000
    return range(first, first + folds * config.networks)


def make_network(config: TrainConfig, seeds: Sequence[int], columns: int) -> BatchedNetwork:
    """Return a batched network with the configuration's layers, one member a seed."""
    return BatchedNetwork(
        seeds,
        columns,
        hidden=config.hidden,
        activation=config.activation,
        batch_norm=config.batch_norm,
        dropout=config.dropout,
        skip=config.skip,
    )


def make_optimizer(config: TrainConfig, network: nn.Module) -> torch.optim.Optimizer:
    """Return the optimizer; weight matrices decay, biases and batch norm do not."""
    weights = [p for name, p in network.named_parameters() if p.dim() == 3 and "bias" not in name]
    spared = [p for name, p in network.named_parameters() if p.dim() != 3 or "bias" in name]
    groups = [
        {"params": weights, "weight_decay": config.weight_decay},
        {"params": spared, "weight_decay": 0.0},
    ]
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, config.learning_rate, momentum=0.9)
    return torch.optim.AdamW(groups, config.learning_rate, betas=(0.9, 0.99), fused=True)


def learning_rate_factor(step: int, steps: int) -> float:
    """Return a factor: a warm-up over the first 5 % of the steps times a cosine to 0."""
    rise = warmup(step, warmup_steps=max(1, steps // 20))
    return rise * cosine(step, peak=1.0, total_steps=steps)


def fit_preprocessors(
    houses: HousePrices, folds: Sequence[Fold], config: TrainConfig
) -> FoldTensors:
    """Send each fold's training rows through a preprocessor that saw nothing else.

    Raises:
        SettingsError: no training row is left.
    """
    from work01_house_prices.data.fold_tensors import fit_folds
    from work01_house_prices.data.folds import without_outliers
    from work01_house_prices.data.preprocessing import make_own_preprocessor

    training = [fold.training for fold in folds]
    schema = houses.schema
    if not schema.houses:
        own = make_own_preprocessor(schema.numbers, schema.names, dtype=np.float32)
        return fit_folds(houses.train, houses.targets, training, own)
    if not config.keep_outliers:
        training = [without_outliers(houses.train, rows) for rows in training]
        if not all(map(len, training)):
            raise SettingsError(
                "a fold has nothing but houses over 4000 square feet: train on them by --keep-outliers"
            )
    return fit_folds(houses.train, houses.targets, training)


def batch_rows(config: TrainConfig, rows: int) -> int:
    """Return the rows of a batch: those wanted, or all where the default is more than there are.

    Args:
        config: the settings.
        rows: to train on, in a fold.

    Raises:
        SettingsError: more are wanted than there are, or batch norm gets a batch of one row.
    """
    defaults = (TrainConfig.batch_size, TableConfig.batch_size)
    if config.batch_size > rows and config.batch_size not in defaults:
        raise SettingsError(
            f"--batch-size {config.batch_size}: a fold has {rows} training rows; take at most so many"
        )
    size = min(config.batch_size, rows)
    if config.batch_norm and size == 1:
        raise SettingsError(
            "--batch-norm with a batch of one row, which has no variance: take more"
        )
    return size


@dataclass(frozen=True)
class Validation:
    """The validation rows of each fold, to watch the error while training.

    Attributes:
        tables: their features.
        folds: which rows they are.
        targets: of all rows, log prices.
        error: what the root mean squared error of the targets is called.
    """

    tables: tuple[Float[Tensor, "rows columns"], ...]
    folds: tuple[Fold, ...]
    targets: Float[np.ndarray, " rows"]
    error: str = "log-RMSE"

    def errors(self, model: nn.Module, data: FoldTensors) -> Float[np.ndarray, "folds networks"]:
        """Return each network's error on its fold."""
        predictions = predict(model, data, self.tables)
        return cross_validation_error(predictions, self.folds, self.targets)


def fit(
    loop: Loop,
    config: TrainConfig,
    network: BatchedNetwork,
    data: FoldTensors,
    validation: Validation | None = None,
) -> nn.Module:
    """Train a batched network, `config.networks` members for each fold of `data`.

    Args:
        loop: what surrounds the training; a Run records it.
        config: the settings.
        network: made by `make_network`.
        data: the training rows of each fold.
        validation: where the error is to be watched.

    Returns:
        the network, in evaluation mode.
    """
    optimizer = make_optimizer(config, network)
    loader = loop.loader(data, batch_rows(config, len(data)), training=True)
    steps = config.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: learning_rate_factor(step, steps)
    )
    model, optimizer, schedule = loop.prepare(network, optimizer, schedule)

    for _ in loop.epochs(config.epochs):
        model.train()
        for features, log_prices in loop.batches(loader):
            optimizer.zero_grad()
            outputs = model(for_each_network(features, config.networks))
            targets = for_each_network(log_prices, config.networks)
            losses = huber_loss(outputs, targets, delta=config.huber_delta, reduction="none")
            # The mean over a network's batch, summed over networks: none sees another's loss.
            loop.backward(losses.mean(dim=1).sum(), shown=losses.mean())
            optimizer.step()
            schedule.step()
        metrics = {"train/loss": loop.epoch_loss()}
        if validation is not None:
            errors = validation.errors(loop.unwrap(model), data)
            metrics[f"valid/{validation.error}"] = errors.mean().item()
        loop.log(metrics)
    return loop.unwrap(model).eval()
