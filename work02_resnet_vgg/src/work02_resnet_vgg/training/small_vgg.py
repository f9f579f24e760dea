"""The small VGG of style transfer, trained on CIFAR-10 once and then reused.

`python -m work02_resnet_vgg.training.small_vgg` trains it; `python style.py` does so by itself.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from shared.data.weights.loading import load_state_dict
from shared.training import Run, finished_run, run_command
from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.pretrained import with_state
from work02_resnet_vgg.models.small_vgg import SmallVgg
from work02_resnet_vgg.training.config import SmallVggConfig


def train(config: SmallVggConfig) -> Path:
    """Train a small VGG on CIFAR-10 for style transfer.

    Returns:
        the run's folder.
    """
    splits = load(config.data, 32, config.seed)
    with Run(config, name="small-vgg") as run:
        loader = run.loader(splits.train, config.batch_size, training=True)
        network = SmallVgg(config.width)
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
        model, optimizer, schedule = run.prepare(network, optimizer, schedule)
        for _ in run.epochs(config.epochs):
            model.train()
            for images, labels in run.batches(loader):
                optimizer.zero_grad()
                run.backward(cross_entropy(model(images), labels))
                optimizer.step()
                schedule.step()
            valid = map(run.to_device, run.loader(splits.valid, 500, training=False))
            valid_accuracy = accuracy(run.unwrap(model), valid)
            run.log({"train/loss": run.epoch_loss(), "valid/accuracy": valid_accuracy})
        test = map(run.to_device, run.loader(splits.test, 500, training=False))
        run.finish({"test/accuracy": accuracy(run.unwrap(model), test)})
    return run.folder


def run_of(config: SmallVggConfig) -> Path:
    """The folder of a finished run in `config.runs` with these settings; trains if there is none.

    Raises:
        DataUnavailableError: CIFAR-10 could not be fetched.
    """
    return finished_run(config) or train(config)


def trained(config: SmallVggConfig) -> SmallVgg:
    """The small VGG of `run_of`, which says what it may raise."""
    state = load_state_dict(run_of(config) / "model.safetensors")
    model = with_state(partial(SmallVgg, config.width), state, "small-vgg")
    assert isinstance(model, SmallVgg)
    return model


if __name__ == "__main__":
    run_command(SmallVggConfig, train)
