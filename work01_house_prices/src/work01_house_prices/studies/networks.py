"""Which network? One factor at a time, around a plain network and around the chosen one.

A measurement is one cross-validation, with folds and initial weights of its seed. Its networks, one
a fold, train as one batched network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from shared.studies import Study, study
from shared.training import Loop
from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.folds import Fold, make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import cross_validation_error, predict
from work01_house_prices.studies.houses import folds_of, houses_of, tensors_of
from work01_house_prices.training.config import CHOSEN, PLAIN, TrainConfig
from work01_house_prices.training.loop import (
    fit,
    fit_preprocessors,
    make_network,
    network_seeds,
)

SEEDS = (0, 1, 2, 3, 4)

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


def trained_errors(
    config: TrainConfig, houses: HousePrices, folds: Sequence[Fold], data: FoldTensors
) -> Float[np.ndarray, "folds networks"]:
    """Train the networks of all folds at once; each one's log-RMSE on its fold's validation rows."""
    network = make_network(config, network_seeds(config, data.folds), data.columns)
    model = fit(Loop(config.seed), config, network, data)
    tables = data.transform([houses.train.iloc[fold.validation] for fold in folds])
    return cross_validation_error(predict(model, data, tables), folds, houses.log_prices)


def cross_validated(config: TrainConfig, seed: int) -> dict[str, float]:
    """Measure the error of one cross-validation, whose folds and networks are those of the seed."""
    config = replace(config, seed=seed)
    folds = folds_of(config.data, config.folds, seed)
    data = tensors_of(config.data, config.folds, seed, config.keep_outliers)
    errors = trained_errors(config, houses_of(config.data), folds, data)
    return {"valid/log-RMSE": errors.mean().item()}


@study(seeds=SEEDS)
def plain_network(s: Study) -> None:
    """Vary one factor at a time around a plain network: 128 ReLU units, AdamW, no regularization."""
    vary(s, PLAIN, AROUND_PLAIN)


@study(seeds=SEEDS)
def chosen_network(s: Study) -> None:
    """Vary one factor at a time around the chosen network, the defaults of train.py."""
    vary(s, CHOSEN, AROUND_CHOSEN)


def vary(s: Study, base: TrainConfig, variants: Sequence[Variant]) -> None:
    """Cross-validate `base` with each change."""
    for factor, value, changes in variants:
        for seed in s.seeds:
            labels = {"factor": factor, "value": value}
            s.measure(labels, cross_validated, replace(base, **changes), seed)


def subset(houses: HousePrices, rows: Int[np.ndarray, " rows"]) -> HousePrices:
    """Return the same competition with fewer houses of known price."""
    return replace(
        houses,
        train=houses.train.iloc[rows].reset_index(drop=True),
        prices=houses.prices[rows],
        train_ids=houses.train_ids[rows],
    )


def nested(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Cross-validate once, each outer fold choosing its weight decay by itself.

    The inner folds cut an outer fold's training rows once more. What is validated outside has no
    part in the choice, so the error is free of the optimism of choosing on what is reported.
    """
    base = replace(config["network"], seed=seed)
    houses = houses_of(base.data)
    decays, errors = [], []
    for fold in folds_of(base.data, base.folds, seed):
        inside = subset(houses, fold.training)
        inner = make_folds(len(inside.train), config["inner_folds"], seed)
        data = fit_preprocessors(inside, inner, base)
        candidates = [replace(base, weight_decay=decay) for decay in config["weight_decays"]]
        scores = [trained_errors(one, inside, inner, data).mean() for one in candidates]
        best = candidates[int(np.argmin(scores))]
        data = fit_preprocessors(houses, [fold], best)
        decays.append(best.weight_decay)
        errors.append(trained_errors(best, houses, [fold], data).mean().item())
    error = float(np.mean(errors))
    choice = {"weight_decay": decays, "valid/log-RMSE": error, "valid/log-RMSE/folds": errors}
    return {"valid/log-RMSE": error, "choices": {str(seed): choice}}


@study(seeds=SEEDS)
def nested_network(s: Study) -> None:
    """Let each outer fold choose the weight decay of the chosen network on inner folds."""
    config = {"network": CHOSEN, "weight_decays": (1.0, 2.0, 5.0, 10.0), "inner_folds": 5}
    for seed in s.seeds:
        s.measure("nested", nested, config, seed)
