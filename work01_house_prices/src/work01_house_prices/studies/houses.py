"""What the studies start from: the houses, and the tensors of their folds, made once a process."""

from __future__ import annotations

import functools

from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.folds import Fold, make_folds
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit_preprocessors


@functools.cache
def houses_of(data: str) -> HousePrices:
    """Return the houses of `data`, a TrainConfig's."""
    return load(data)


@functools.cache
def folds_of(data: str, folds: int, seed: int) -> tuple[Fold, ...]:
    """Return the folds, shuffled by `seed`."""
    return tuple(make_folds(len(houses_of(data).train), folds, seed))


@functools.cache
def tensors_of(data: str, folds: int, seed: int, keep_outliers: bool) -> FoldTensors:
    """Send the folds' training rows, each fold through a preprocessor of its own."""
    config = TrainConfig(keep_outliers=keep_outliers)
    return fit_preprocessors(houses_of(data), folds_of(data, folds, seed), config)
