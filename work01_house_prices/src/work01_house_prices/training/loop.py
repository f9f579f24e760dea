"""The training loop, and the run behind `python train.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import huber_loss

from shared.training import Loop, Run
from work01_house_prices.data.fold_tensors import FoldTensors, fit_folds
from work01_house_prices.data.folds import Fold, make_folds, without_outliers
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.metrics.cross_validation import cross_validation_error, predict
from work01_house_prices.networks.batched_network import BatchedNetwork, for_each_network
from work01_house_prices.optimization.schedules import cosine, warmup
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.outputs import error_lines, plot_predictions, write_submission


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


@dataclass(frozen=True)
class Validation:
    """The validation rows of each fold, to watch the error while training."""

    tables: tuple[Float[Tensor, "rows columns"], ...]
    folds: tuple[Fold, ...]
    log_prices: Float[np.ndarray, " rows"]

    def errors(self, model: nn.Module, data: FoldTensors) -> Float[np.ndarray, "folds networks"]:
        """Return each network's log-RMSE on its fold."""
        predictions = predict(model, data, self.tables)
        return cross_validation_error(predictions, self.folds, self.log_prices)


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
    loader = loop.loader(data, min(config.batch_size, len(data)), training=True)
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
            metrics["valid/log-RMSE"] = validation.errors(loop.unwrap(model), data).mean().item()
        loop.log(metrics)
    return loop.unwrap(model).eval()


def fit_preprocessors(
    houses: HousePrices, folds: Sequence[Fold], config: TrainConfig
) -> FoldTensors:
    """Send each fold's training rows through a preprocessor that saw nothing else."""
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
    tables = data.transform([houses.train.iloc[fold.validation] for fold in folds])
    validation = Validation(tuple(tables), tuple(folds), houses.log_prices)
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
        for line in error_lines(single, bagged):
            run.say(line)
        if run.is_main:
            figure = run.folder / "predictions.svg"
            plot_predictions(predictions, folds, houses.log_prices, figure)
            logs = np.concatenate(predict(model, data, data.transform([houses.test] * len(folds))))
            prices = np.exp(logs.mean(axis=0))
            write_submission(run.folder / "submission.csv", houses.test_ids, prices)
        run.finish(
            {
                "valid/log-RMSE": single.mean().item(),
                "valid/log-RMSE/bagged": bagged.mean().item(),
            }
        )
    return run.folder
