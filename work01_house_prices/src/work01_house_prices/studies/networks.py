"""Which network? One factor at a time, around a plain network and around the chosen one.

Every row of the study is five cross-validations, each with folds and initial weights of its own
seed. Their 25 networks train as one batched network.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from shared.training import BareRun
from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.folds import Fold, make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import cross_validation_error, predict
from work01_house_prices.training.config import CHOSEN, TrainConfig
from work01_house_prices.training.loop import (
    fit,
    fit_preprocessors,
    make_network,
    network_seeds,
)

WEIGHT_DECAYS = (1.0, 2.0, 5.0, 10.0)

# (factor, its value, changed settings)
Variant = tuple[str, str, dict[str, Any]]
AROUND_PLAIN: Sequence[Variant] = (
    ("plain network", "128 ReLU, AdamW 0.001", {}),
    ("hidden layers", "0", {"hidden": ()}),
    ("hidden layers", "2", {"hidden": (128, 128)}),
    ("width", "32", {"hidden": (32,)}),
    ("width", "512", {"hidden": (512,)}),
    ("activation", "sigmoid", {"activation": "sigmoid"}),
    ("activation", "tanh", {"activation": "tanh"}),
    ("activation", "SiLU", {"activation": "silu"}),
    ("optimizer", "AdamW 0.0003", {"learning_rate": 3e-4}),
    ("optimizer", "AdamW 0.003", {"learning_rate": 3e-3}),
    ("optimizer", "SGD 0.003", {"optimizer": "sgd", "learning_rate": 3e-3}),
    ("optimizer", "SGD 0.01", {"optimizer": "sgd", "learning_rate": 1e-2}),
    ("optimizer", "SGD 0.03", {"optimizer": "sgd", "learning_rate": 3e-2}),
    ("batch norm", "yes", {"batch_norm": True}),
    ("dropout", "0.2", {"dropout": 0.2}),
    ("dropout", "0.5", {"dropout": 0.5}),
    ("weight decay", "0.1", {"weight_decay": 0.1}),
    ("weight decay", "1", {"weight_decay": 1.0}),
    ("weight decay", "5", {"weight_decay": 5.0}),
    ("linear skip", "yes", {"skip": True}),
)
AROUND_CHOSEN: Sequence[Variant] = (
    ("chosen network", "64-64 SiLU, skip", {}),
    ("hidden layers", "0", {"hidden": ()}),
    ("hidden layers", "1", {"hidden": (64,)}),
    ("hidden layers", "3", {"hidden": (64, 64, 64)}),
    ("width", "16", {"hidden": (16, 16)}),
    ("width", "256", {"hidden": (256, 256)}),
    ("activation", "ReLU", {"activation": "relu"}),
    ("activation", "sigmoid", {"activation": "sigmoid"}),
    ("optimizer", "AdamW 0.003", {"learning_rate": 3e-3}),
    ("optimizer", "SGD 0.01", {"optimizer": "sgd", "learning_rate": 1e-2, "weight_decay": 0.05}),
    ("batch norm", "yes", {"batch_norm": True}),
    ("dropout", "0", {"dropout": 0.0}),
    ("dropout", "0.5", {"dropout": 0.5}),
    ("weight decay", "0", {"weight_decay": 0.0}),
    ("weight decay", "1", {"weight_decay": 1.0}),
    ("weight decay", "10", {"weight_decay": 10.0}),
    ("linear skip", "no", {"skip": False}),
    ("outliers in training", "kept", {"keep_outliers": True}),
)


def repeated_folds(rows: int, seeds: Sequence[int], folds: int = 5) -> list[Fold]:
    """The folds of one cross-validation after another, one for each seed."""
    return [fold for seed in seeds for fold in make_folds(rows, folds, seed)]


def errors_by_seed(
    config: TrainConfig,
    houses: HousePrices,
    folds: Sequence[Fold],
    data: FoldTensors,
    seeds: int,
) -> Float[np.ndarray, " seeds"]:
    """Train a network a fold, all at once; each seed's mean log-RMSE over its folds."""
    network = make_network(config, network_seeds(config, data.folds), data.columns)
    model = fit(BareRun(config.seed), config, network, data)
    tables = data.transform([houses.train.iloc[fold.validation] for fold in folds])
    errors = cross_validation_error(predict(model, data, tables), folds, houses.log_prices)
    by_seed: Float[np.ndarray, " seeds"] = errors.reshape(seeds, -1).mean(axis=1)
    return by_seed


def factors(
    houses: HousePrices,
    seeds: Sequence[int],
    base: TrainConfig,
    variants: Sequence[Variant],
) -> Iterator[dict[str, Any]]:
    """Rows of the table: a factor, its value, and the log-RMSE of each seed."""
    folds = repeated_folds(len(houses.train), seeds)
    prepared: dict[bool, FoldTensors] = {}
    for factor, value, changes in variants:
        config = dataclasses.replace(base, **changes)
        if config.keep_outliers not in prepared:
            prepared[config.keep_outliers] = fit_preprocessors(houses, folds, config)
        data = prepared[config.keep_outliers]
        errors = errors_by_seed(config, houses, folds, data, len(seeds))
        yield {
            "factor": factor,
            "value": value,
            "log-RMSE": [round(error, 5) for error in errors.tolist()],
        }


def subset(houses: HousePrices, rows: np.ndarray) -> HousePrices:
    """The same competition with fewer houses of known price."""
    return dataclasses.replace(
        houses,
        train=houses.train.iloc[rows].reset_index(drop=True),
        prices=houses.prices[rows],
        train_ids=houses.train_ids[rows],
    )


def nested(
    houses: HousePrices, seed: int, base: TrainConfig = CHOSEN, inner_folds: int = 5
) -> Mapping[str, Any]:
    """One cross-validation in which each outer fold chooses its weight decay by itself.

    The inner folds cut an outer fold's training rows once more. What is validated outside has no
    part in the choice, so the error is free of the optimism of choosing on what is reported.

    Returns:
        `chosen`, the weight decay of each outer fold, and `errors`, its log-RMSE.
    """
    outer = make_folds(len(houses.train), seed=seed)
    chosen, errors = [], []
    for fold in outer:
        inside = subset(houses, fold.training)
        inner = make_folds(len(inside.train), inner_folds, seed)
        data = fit_preprocessors(inside, inner, base)
        scores = [
            errors_by_seed(
                dataclasses.replace(base, weight_decay=decay), inside, inner, data, seeds=1
            ).item()
            for decay in WEIGHT_DECAYS
        ]
        best = dataclasses.replace(base, weight_decay=WEIGHT_DECAYS[int(np.argmin(scores))])
        chosen.append(best.weight_decay)
        data = fit_preprocessors(houses, [fold], best)
        errors.append(errors_by_seed(best, houses, [fold], data, seeds=1).item())
    return {"chosen": chosen, "errors": errors}
