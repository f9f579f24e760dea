"""Training: the settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import huber_loss

from shared.training import BareRun, Run, RunConfig
from work01_house_prices.batched_network import Activation, BatchedNetwork, for_each_network
from work01_house_prices.data import HousePrices, load
from work01_house_prices.evaluation import (
    cross_validation_error,
    plot_predictions,
    predict,
    write_submission,
)
from work01_house_prices.fold_tensors import FoldTensors, fit_folds
from work01_house_prices.folds import Fold, make_folds, without_outliers
from work01_house_prices.schedules import cosine, warmup


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
    """Normalise before each activation."""
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
        """Two epochs on the generated sample."""
        return cls(smoke=True, data="sample", epochs=2, networks=2)


def network_seeds(config: TrainConfig, folds: int) -> range:
    """One seed for each of `config.networks` networks of each fold, neighbours in the batch."""
    first = config.seed * 1000
    return range(first, first + folds * config.networks)


def make_network(config: TrainConfig, seeds: Sequence[int], columns: int) -> BatchedNetwork:
    """A batched network with the configuration's layers, one member a seed."""
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
    """The optimizer; weight matrices decay, biases and batch norm do not."""
    weights = [p for name, p in network.named_parameters() if p.dim() == 3 and "bias" not in name]
    spared = [p for name, p in network.named_parameters() if p.dim() != 3 or "bias" in name]
    groups = [
        {"params": weights, "weight_decay": config.weight_decay},
        {"params": spared, "weight_decay": 0.0},
    ]
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, config.learning_rate, momentum=0.9)
    return torch.optim.AdamW(groups, config.learning_rate, betas=(0.9, 0.99), fused=True)


def rate_factor(step: int, steps: int) -> float:
    """Factor of the learning rate: a warm-up over the first 5 % of the steps times a cosine to 0."""
    rise = warmup(step, warmup_steps=max(1, steps // 20))
    return rise * cosine(step, peak=1.0, total_steps=steps)


@dataclass(frozen=True)
class Validation:
    """The rows that each fold has not seen, to watch the error while training."""

    tables: Sequence[Float[Tensor, "rows columns"]]
    folds: Sequence[Fold]
    log_prices: Float[np.ndarray, " rows"]

    def errors(self, model: nn.Module, data: FoldTensors) -> Float[np.ndarray, "folds networks"]:
        """Each network's log-RMSE on its fold."""
        predictions = predict(model, data, self.tables)
        return cross_validation_error(predictions, self.folds, self.log_prices)


def fit(
    run: Run | BareRun,
    config: TrainConfig,
    network: BatchedNetwork,
    data: FoldTensors,
    validation: Validation | None = None,
) -> nn.Module:
    """Train a batched network, `config.networks` members for each fold of `data`.

    Returns:
        the network, in evaluation mode.
    """
    optimizer = make_optimizer(config, network)
    loader = run.loader(data, min(config.batch_size, len(data)), training=True)
    steps = config.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_factor(step, steps))
    model, optimizer, schedule = run.prepare(network, optimizer, schedule)

    for _ in run.epochs(config.epochs):
        model.train()
        for features, targets in run.batches(loader):
            optimizer.zero_grad()
            outputs = model(for_each_network(features, config.networks))
            wanted = for_each_network(targets, config.networks)
            losses = huber_loss(outputs, wanted, delta=config.huber_delta, reduction="none")
            # The mean over a network's batch, summed over networks: none sees another's loss.
            run.backward(losses.mean(dim=1).sum(), shown=losses.mean())
            optimizer.step()
            schedule.step()
        metrics = {"train/loss": run.epoch_loss()}
        if validation is not None:
            metrics["valid/log-RMSE"] = validation.errors(run.unwrap(model), data).mean().item()
        run.log(metrics)
    return run.unwrap(model).eval()


def fit_preprocessors(
    houses: HousePrices, folds: Sequence[Fold], config: TrainConfig
) -> FoldTensors:
    """Each fold's training rows through a preprocessor that saw nothing else."""
    training = [fold.training for fold in folds]
    if not config.keep_outliers:
        training = [without_outliers(houses.train, rows) for rows in training]
    return fit_folds(houses.train, houses.log_prices, training)


def train(config: TrainConfig) -> Path:
    """Cross-validate networks on House Prices and predict the houses that Kaggle keeps.

    Each fold has a preprocessor and several networks of its own; all networks train at once. The
    run folder gets submission.csv, the mean of all networks' log prices, ready for Kaggle.
    """
    torch.set_num_threads(1)  # with matrices this small, threads wait longer than they work
    houses = load(config.data)
    folds = make_folds(len(houses.train), config.folds, config.seed)
    data = fit_preprocessors(houses, folds, config)
    validation = Validation(
        data.transform([houses.train.iloc[fold.validation] for fold in folds]),
        folds,
        houses.log_prices,
    )
    with Run(config, name="house-prices") as run:
        run.say(
            f"{len(houses.train)} houses, {data.columns} features; {config.folds} folds × "
            f"{config.networks} networks train at once"
        )
        network = make_network(config, network_seeds(config, data.folds), data.columns)
        model = fit(run, config, network, data, validation)

        predictions = predict(model, data, validation.tables)
        single = cross_validation_error(predictions, folds, houses.log_prices)
        bags = [fold.mean(axis=0, keepdims=True) for fold in predictions]
        bagged = cross_validation_error(bags, folds, houses.log_prices)
        report(run, single, bagged)
        if run.is_main:
            figure = run.folder / "predictions.svg"
            plot_predictions(predictions, folds, houses.log_prices, figure)
            logs = np.concatenate(predict(model, data, data.transform([houses.test] * len(folds))))
            prices = np.exp(logs.mean(axis=0))
            write_submission(run.folder / "submission.csv", houses.test_ids, prices)
        run.finish(
            {
                "log-RMSE, one network": single.mean().item(),
                "log-RMSE, mean of networks": bagged.mean().item(),
            }
        )
    return run.folder


def report(
    run: Run,
    single: Float[np.ndarray, "folds networks"],
    bagged: Float[np.ndarray, "folds 1"],
) -> None:
    """Print the validation errors of each fold and of all."""
    lines = [(f"fold {fold}", errors, bagged[fold - 1, 0]) for fold, errors in enumerate(single, 1)]
    lines.append(("all folds", single.mean(axis=0), bagged.mean()))
    run.say("log-RMSE on the rows that a fold has not seen:")
    for name, errors, together in lines:
        line = f"  {name:<9}  one network {errors.mean():.4f}"
        if len(errors) > 1:
            line += f" ± {errors.std(ddof=1):.4f}, mean of {len(errors)} networks {together:.4f}"
        run.say(line)
