"""Why convolutions: locality, stationarity, translation, composition, an experiment for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import torch
from jaxtyping import UInt8
from torch import Tensor

from shared.studies import Study, study
from shared.training import Loop
from work02_resnet_vgg.data import load
from work02_resnet_vgg.layers.arithmetic import receptive_field
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.single_reason import Kind, ReasonNetwork
from work02_resnet_vgg.training.config import DataName, SmallVggConfig
from work02_resnet_vgg.training.small_vgg import fit

Pixels = UInt8[Tensor, "image height width 3"]

load_once = cache(load)


@dataclass(frozen=True)
class ReasonConfig:
    """Settings of one training."""

    kind: Kind = "convolution"
    layers: int = 2
    channels: int = 16
    kernel: int = 3
    average: bool = False
    """Whether the last layer gets the average over all places."""
    shuffled: bool = False
    """Whether the pixels of every image change places, all in the same way."""
    images: int = 4000
    """For training."""
    steps: int = 120
    data: DataName = "fashion-mnist"
    image_size: int = 8
    batch_size: int = 64
    learning_rate: float = 0.1
    shifts: tuple[int, ...] = (0,)
    """Pixels by which the validation images are moved to the right, for `moved`."""


CONVOLUTION = ReasonConfig()
AVERAGE = replace(CONVOLUTION, average=True)
LOCAL = replace(CONVOLUTION, kind="locally connected")
FULL = replace(CONVOLUTION, kind="fully connected", channels=64)
SHIFTS = (0, 1, 2, 3)
VARIANTS = {
    "locality": {
        "convolution": AVERAGE,
        "convolution, pixels shuffled": replace(AVERAGE, shuffled=True),
        "fully connected": FULL,
        "fully connected, pixels shuffled": replace(FULL, shuffled=True),
    },
    "stationarity": {
        f"{config.kind}, {images} images": replace(config, images=images)
        for images in (250, 1000, 4000)
        for config in (CONVOLUTION, LOCAL)
    },
    "translation": {
        "convolution, average": replace(AVERAGE, shifts=SHIFTS),
        "convolution": replace(CONVOLUTION, shifts=SHIFTS),
        "locally connected": replace(LOCAL, shifts=SHIFTS),
        "fully connected": replace(FULL, shifts=SHIFTS),
    },
    "composition": {
        "one 3×3": replace(AVERAGE, layers=1),
        "two 3×3": AVERAGE,
        "three 3×3": replace(AVERAGE, layers=3),
        "one 7×7": replace(AVERAGE, layers=1, kernel=7),
    },
}
"""For each reason, what is compared."""


def shuffled(pixels: Pixels) -> Pixels:
    """Give the pixels of each image other places, the same ones in all images, whatever the seed."""
    places = pixels.shape[1] * pixels.shape[2]
    order = torch.randperm(places, generator=torch.Generator().manual_seed(0))
    return pixels.flatten(1, 2)[:, order].view_as(pixels)


def moved(pixels: Pixels, right: int) -> Pixels:
    """Move images to the right; what leaves them is lost, and black pixels come in."""
    result = torch.zeros_like(pixels)
    result[:, :, right:] = pixels[:, :, : pixels.shape[2] - right]
    return result


def accuracies(config: ReasonConfig, seed: int) -> dict[str, Any]:
    """Train one network and measure it on validation images, also on moved ones.

    Returns:
        `valid/accuracy`, by `moved` pixels as well; `parameters`; the pixels a side that a number of
        the last hidden layer looks at: `receptive_field`.
    """
    splits = load_once(config.data, config.image_size, seed)
    change = shuffled if config.shuffled else torch.Tensor.clone
    # Few images are seen more often: the number of steps is the same.
    rows = torch.arange(config.steps * config.batch_size) % config.images
    train = splits.train.selected(rows, change)
    valid = splits.valid.selected(torch.arange(len(splits.valid)), change)
    settings = SmallVggConfig(
        epochs=1, batch_size=config.batch_size, learning_rate=config.learning_rate
    )
    loop = Loop(seed)
    network = ReasonNetwork(
        config.kind,
        config.layers,
        config.channels,
        config.kernel,
        config.image_size,
        average=config.average,
    )
    model = fit(loop, settings, network, replace(splits, train=train, valid=valid))
    by_shift = {}
    for right in config.shifts:
        images = valid.selected(torch.arange(len(valid)), partial(moved, right=right))
        by_shift[str(right)] = accuracy(loop.evaluating(model, images, 500))
    whole = config.kind == "fully connected"
    layers = [(config.kernel, 1)] * config.layers
    return {
        "valid/accuracy": by_shift["0"],
        "moved": by_shift,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "receptive_field": config.image_size if whole else receptive_field(layers),
    }


@study(seeds=(0, 1, 2))
def reasons(s: Study) -> None:
    """Compare convolutions with layers that lack one of their properties, on Fashion-MNIST."""
    for reason, variants in VARIANTS.items():
        for name, config in variants.items():
            for seed in s.seeds:
                s.measure({"reason": reason, "network": name}, accuracies, config, seed)
