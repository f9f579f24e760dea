"""A classifier in whose features made images are compared with real ones.

The Fréchet distance of the literature is taken in the features of an Inception network. Here it is a small
classifier of the same data: numbers can be compared with each other, and not with the literature's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from work03_cifar10.generative.config import GenerativeConfig, Images
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train
from work03_cifar10.training.trained_model import TrainedModel, load_trained

REFERENCE = TrainConfig(
    widths=(16, 32, 64), epochs=1, batch_size=250, learning_rate=0.4, label_smoothing=0.0,
    flip="random", lookahead=False, tta=False, precision="fp32",
)  # fmt: skip


def reference_classifier(config: GenerativeConfig) -> TrainedModel:
    """Return the classifier of the data of `config`; it is trained once, and kept in runs/studies."""
    from shared.studies import trained  # slow to import

    settings = replace(TrainConfig.smoke_test(), precision="fp32") if config.smoke else REFERENCE
    data = replace(
        settings, data=config.data, image_size=config.image_size, held_out=config.held_out
    )
    return load_trained(trained(train, data))


@torch.no_grad()
def features(reference: TrainedModel, images: Images) -> Float[Tensor, "image feature"]:
    """Return what the classifier's last layer sees in images between 0 and 1."""
    model = cast(FastNet, reference.model)
    return torch.cat([model.embed(_prepared(reference, part)) for part in images.split(500)])


@torch.no_grad()
def classes(reference: TrainedModel, images: Images) -> Int[Tensor, " image"]:
    """Return the most probable class of each image between 0 and 1."""
    logits = [reference.model(_prepared(reference, part)) for part in images.split(500)]
    return torch.cat(logits).argmax(dim=1)


def _prepared(reference: TrainedModel, images: Images) -> Images:
    pixels = (images.clamp(0, 1) * 255).round().to(torch.uint8)
    return reference.prepare(pixels.movedim(1, -1))


def distance(reference: TrainedModel, made: Images, real: Images) -> float:
    """Return the Fréchet distance between images, in the features of the classifier."""
    return frechet_distance(features(reference, made), features(reference, real))
