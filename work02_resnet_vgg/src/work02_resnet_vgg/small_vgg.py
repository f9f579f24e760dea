"""A small VGG, trained on CIFAR-10 within minutes: for style transfer where VGG-19's weights fail.

`python -m work02_resnet_vgg.small_vgg` trains it; `python style.py` does so by itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Self

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.data.weights import load_state_dict
from shared.training import Run, RunConfig, run_command
from shared.training.config import config_of_run
from work02_resnet_vgg.data import load
from work02_resnet_vgg.evaluation import accuracy
from work02_resnet_vgg.pretrained import with_state
from work02_resnet_vgg.vgg import vgg_stage

NAME = "small-vgg"


class SmallVgg(nn.Module):
    """Four stages of two 3×3 convolutions with batch norm, a global average, a linear layer.

    Args:
        width: channels of the first stage; each stage doubles them.
        classes: outputs.
    """

    def __init__(self, width: int = 32, classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        in_channels = 3
        for number in range(4):
            channels = width * 2**number
            layers += vgg_stage(in_channels, channels, 2, nn.BatchNorm2d)
            in_channels = channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(in_channels, classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Logits."""
        logits: Tensor = self.classifier(self.features(images).mean(dim=(2, 3)))
        return logits


@dataclass(frozen=True)
class SmallVggConfig(RunConfig):
    """Settings of the small VGG's training; minutes on two cores."""

    data: Literal["cifar10", "sample"] = "cifar10"
    """cifar10 is fetched, sample are scikit-learn's digits."""
    width: int = 32
    """Channels of the first stage."""
    epochs: int = 5
    """Passes over the training images."""
    batch_size: int = 128
    """Images in a step."""
    learning_rate: float = 0.2
    """The highest; it rises for a fifth of the steps and then falls to zero."""
    weight_decay: float = 5e-4
    """Added to the gradient."""

    @classmethod
    def smoke_test(cls) -> Self:
        """One epoch of a narrow network on the digits."""
        return cls(smoke=True, data="sample", width=4, epochs=1)


def train(config: SmallVggConfig) -> Path:
    """Train a small VGG on CIFAR-10 for style transfer; gives the run's folder."""
    splits = load(config.data, 32, config.seed)
    with Run(config, name=NAME) as run:
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
            watched = map(run.to_device, run.loader(splits.valid, 500, training=False))
            right = accuracy(run.unwrap(model), watched)
            run.log({"train/loss": run.epoch_loss(), "valid/accuracy": right})
        tested = map(run.to_device, run.loader(splits.test, 500, training=False))
        run.finish({"test/accuracy": accuracy(run.unwrap(model), tested)})
    return run.folder


def run_of(config: SmallVggConfig) -> Path:
    """The newest finished run in `config.runs` that had these settings; trains where there is none.

    Raises:
        DataUnavailableError: CIFAR-10 could not be fetched.
    """
    for folder in sorted(config.runs.glob(f"*-{NAME}*"), reverse=True):
        if (folder / "summary.json").is_file():
            settings = config_of_run(SmallVggConfig, folder)
            if dataclasses.replace(settings, runs=config.runs, resume=None) == config:
                return folder
    return train(config)


def trained(config: SmallVggConfig) -> SmallVgg:
    """The small VGG of `run_of`, which says what it may raise."""
    state = load_state_dict(run_of(config) / "model.safetensors")
    model = with_state(partial(SmallVgg, config.width), state, NAME)
    assert isinstance(model, SmallVgg)
    return model


if __name__ == "__main__":
    run_command(SmallVggConfig, train)
