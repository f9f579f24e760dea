"""Study B: a Vision Transformer and residual networks of like size, by the number of images.

CIFAR-10 from scratch. One residual network has about as many parameters as the Transformer, one
about as many multiply-adds. All read as many images in as many steps, by AdamW whose learning rate
rises over a tenth of them and then falls; the two kinds' differ as is usual for them.
"""

from __future__ import annotations

import functools
import time
from dataclasses import replace
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from shared.reporting.results import Labels
from shared.studies import Measured, Study, picture, study
from shared.training import Loop, Rows
from work05_transformer.figures.rollout import draw_rollout
from work05_transformer.metrics import accuracy
from work05_transformer.models.transformer import parameter_count
from work05_transformer.models.vit import VisionTransformer
from work05_transformer.training.config import ImageConfig
from work05_transformer.training.images import fit, load_images, make_network, normalize

TRAIN = 45_000  # the other 5,000 of the training images validate
BASE = ImageConfig()
RESNETS = tuple(
    replace(BASE, network=name, learning_rate=3e-3)
    for name in ("resnet, equal parameters", "resnet, equal compute")
)
BY_IMAGES = (1000, 5000, TRAIN)
DRAWN = replace(BASE, images=TRAIN)  # its rollout is drawn, with the first seed
CHANGES: dict[str, dict[str, Any]] = {
    "patches of 8": {"patch_size": 8},
    "no position embedding": {"positions": "none"},
    "no augmentation": {"augment": False},
}

read_images = functools.cache(load_images)


def multiply_adds(network: nn.Module) -> float:
    """Count those of one image of 32×32."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network.eval()(torch.zeros(1, 3, 32, 32))
    return counter.get_total_flops() / 2


def image_classifier(config: ImageConfig, seed: int) -> Measured:
    """Train a network and count what it gets right."""
    images, labels = read_images("train")
    loop = Loop(seed)
    network = make_network(config)
    start = time.process_time()
    fit(loop, config, network, (images[:TRAIN], labels[:TRAIN]))
    seconds = time.process_time() - start
    valid, test = Rows(images[TRAIN:], labels[TRAIN:]), Rows(*read_images("test"))
    metrics = {
        "valid/accuracy": accuracy(loop.evaluating(network, valid, 500), normalize),
        "test/accuracy": accuracy(loop.evaluating(network, test, 500), normalize),
        "train/core_seconds": seconds,
        "parameters": parameter_count(network),
        "multiply_adds": multiply_adds(network.to("cpu")),
    }
    if config != DRAWN or seed != 0:
        return Measured(metrics, {})
    assert isinstance(network, VisionTransformer)
    pixels = test.tensors[0][:8]
    rollout = picture(draw_rollout, network, pixels, normalize(pixels), suffix=".png")
    return Measured(metrics, {"rollout.png": rollout})


@study(seeds=(0, 1, 2))
def vision(s: Study) -> None:
    """Compare a ViT and ResNets of like size on CIFAR-10, by the number of training images."""
    variants = [
        ("none", replace(config, images=count))
        for config in (BASE, *RESNETS)
        for count in BY_IMAGES
    ]
    variants += [
        (change, replace(BASE, images=TRAIN, **fields)) for change, fields in CHANGES.items()
    ]
    for change, config in variants:
        labels: Labels = {
            "network": config.network,
            "change": change,
            "training images": config.images,
        }
        for seed in s.seeds:
            s.measure(labels, image_classifier, config, seed)
