"""The small VGG of style transfer, trained on CIFAR-10 once and then reused.

`python -m work02_resnet_vgg.training.small_vgg` trains it; `python style.py` does so by itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from shared.training import Loop, Run, SavedModelError, run_command
from shared.training.folder.resuming import config_to_resume
from shared.training.folder.saved import load_weights, newest_run, read_json
from shared.training.run import write_json
from shared.training.settings.config import AUTO
from work02_resnet_vgg.data import Splits, load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.small_vgg import SmallVgg
from work02_resnet_vgg.training.config import SmallVggConfig

NAME = "small-vgg"
"""Of its runs."""
TRAINING_TIME = "about six minutes of one core"
"""As measured: results/small_vgg.json."""
MODEL_FILE = "small-vgg.json"
"""Beside the weights: what it takes to make the network again."""


def fit(loop: Loop, config: SmallVggConfig, network: nn.Module, splits: Splits) -> nn.Module:
    """Train a network that gives logits, and log its accuracy after each epoch.

    Returns:
        the network.
    """
    loader = loop.loader(splits.train, config.batch_size, training=True)
    optimizer = torch.optim.SGD(
        network.parameters(),
        config.learning_rate,
        momentum=0.9,
        nesterov=True,
        weight_decay=config.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, config.epochs * len(loader), pct_start=0.2
    )
    model, optimizer, schedule = loop.prepare(network, optimizer, schedule)
    for _ in loop.epochs(config.epochs):
        model.train()
        for images, labels in loop.batches(loader):
            optimizer.zero_grad()
            loop.backward(cross_entropy(model(images), labels))
            optimizer.step()
            schedule.step()
        valid_accuracy = accuracy(loop.evaluating(model, splits.valid, 500))
        loop.log({"train/loss": loop.epoch_loss(), "valid/accuracy": valid_accuracy})
    return loop.unwrap(model)


def train(config: SmallVggConfig) -> Path:
    """Train a small VGG on CIFAR-10 for style transfer.

    The defaults take about six minutes of one core.

    Returns:
        the run's folder.
    """
    splits = load(config.data, 32, config.seed)
    with Run(config, name=NAME) as run:
        model = fit(run, config, SmallVgg(config.width), splits)
        # A smoke run's network has learned next to nothing: style transfer must not take it.
        if run.is_main and not config.smoke:
            write_json(run.folder / MODEL_FILE, {"width": config.width})
        run.finish({"test/accuracy": accuracy(run.evaluating(model, splits.test, 500))})
    return run.folder


def load_small_vgg(folder: Path) -> SmallVgg:
    """Load the small VGG of a finished run.

    Raises:
        SavedModelError: the folder holds none, or it is damaged.
    """
    return load_weights(SmallVgg(read_json(folder / MODEL_FILE)["width"]), folder)


def small_vgg_in(runs: Path, resume: Path | None = None) -> SmallVgg:
    """Load the small VGG that was trained last in `runs`, or train one there.

    A training that was stopped goes on.

    Args:
        runs: the folder of runs.
        resume: the stopped training that is to go on, whatever else there is.

    Raises:
        CheckpointError: `resume` is no training of a small VGG.
        DataUnavailableError: CIFAR-10 could not be fetched.
        SavedModelError: the newest one is damaged.
    """
    if resume is not None:
        return load_small_vgg(train(config_to_resume(SmallVggConfig, resume)[0]))
    config = SmallVggConfig(runs=runs)
    try:
        folder = newest_run(runs, MODEL_FILE, fits=lambda folder: _data_of(folder) == config.data)
    except SavedModelError:
        print(
            f"there is no trained small VGG in {runs}: one is trained on CIFAR-10 now, once; "
            f"{TRAINING_TIME}. After Ctrl-C the same command goes on with it",
            flush=True,
        )
        folder = train(replace(config, resume=AUTO))
    return load_small_vgg(folder)


def _data_of(folder: Path) -> str:
    """Return which data set a run has learned; "" where that cannot be read."""
    try:
        return str(read_json(folder / "config.json")["config"]["data"])
    except (SavedModelError, KeyError, TypeError):
        return ""


if __name__ == "__main__":
    run_command(SmallVggConfig, train)
