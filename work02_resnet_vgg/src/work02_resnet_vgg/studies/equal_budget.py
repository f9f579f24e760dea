"""Five architectures, each trained with the same number of multiply-adds."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import torch

from shared.errors import UserError
from shared.studies import Study, study
from shared.training import Loop
from work02_resnet_vgg.data import load
from work02_resnet_vgg.layers.complexity import measure
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.small import STAGES, Architecture, SmallNetwork
from work02_resnet_vgg.training.config import DataName, SmallVggConfig
from work02_resnet_vgg.training.small_vgg import fit

BUDGET = "DL_MULTIPLY_ADDS"
"""The environment variable that names another budget: 1e13 is up to an hour of a core for each training."""

load_once = cache(load)


@dataclass(frozen=True)
class EqualBudgetConfig:
    """Settings of one training."""

    architecture: Architecture
    multiply_adds: float = 4e10
    """Of the whole training; a step's backward pass counts as two forward ones."""
    data: DataName = "fashion-mnist"
    image_size: int = 16
    batch_size: int = 32
    learning_rate: float = 0.1


def train_within(config: EqualBudgetConfig, seed: int) -> dict[str, Any]:
    """Train one architecture until its budget is spent, on as many images as that is.

    Returns:
        accuracies; the network's `parameters` and `multiply_adds` for an image; the `images` that
        its budget pays for, of which the last, incomplete batch of an epoch is left out; and the
        core-seconds.
    """
    cost = measure(partial(SmallNetwork, config.architecture), config.image_size)
    splits = load_once(config.data, config.image_size, seed)
    images = max(config.batch_size, int(config.multiply_adds / (3 * cost.multiply_adds)))
    epochs = math.ceil(images / len(splits.train))
    part = splits.train.selected(torch.arange(images // epochs))
    splits = replace(splits, train=part)
    started = time.process_time()
    loop = Loop(seed)
    settings = SmallVggConfig(
        epochs=epochs, batch_size=config.batch_size, learning_rate=config.learning_rate
    )
    model = fit(loop, settings, SmallNetwork(config.architecture), splits)
    seconds = time.process_time() - started
    return {
        "valid/accuracy": loop.history[-1]["valid/accuracy"],
        "test/accuracy": accuracy(loop.evaluating(model, splits.test, 500)),
        "parameters": cost.parameters,
        "multiply_adds": cost.multiply_adds,
        "images": epochs * len(part),
        "train/core_seconds": seconds,
    }


def budget() -> float:
    """Return the multiply-adds of one training: some ten core-seconds, or what DL_MULTIPLY_ADDS says.

    Raises:
        UserError: that is no positive number.
    """
    given = os.environ.get(BUDGET)
    try:
        adds = EqualBudgetConfig.multiply_adds if given is None else float(given)
    except ValueError:
        adds = math.nan
    if not 0 < adds < math.inf:
        raise UserError(f"{BUDGET}={given}: give a positive number of multiply-adds, such as 1e13")
    return adds


@study(seeds=(0, 1, 2))
def equal_budget(s: Study) -> None:
    """Train NiN, VGG, ResNet, GoogLeNet and DenseNet with equally many multiply-adds."""
    adds = budget()
    for architecture in STAGES:
        config = EqualBudgetConfig(architecture, adds)
        for seed in s.seeds:
            s.measure({"network": architecture}, train_within, config, seed)
