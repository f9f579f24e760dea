"""Study B: a Vision Transformer and residual networks of like size, by the number of images.

CIFAR-10 from scratch. One residual network has about as many parameters as the Transformer, one
about as many multiply-adds. All read as many images in as many steps, by AdamW whose learning
rate rises over a tenth of them and then falls; the two kinds' differ as is usual for them.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from shared.reporting import save_results
from shared.training import BareRun
from work05_transformer.figures.rollout import draw_rollout
from work05_transformer.metrics import accuracy
from work05_transformer.models.transformer import parameter_count
from work05_transformer.models.vit import VisionTransformer
from work05_transformer.studies.earlier import measured_before
from work05_transformer.training.config import ImageConfig
from work05_transformer.training.images import (
    fit,
    held_out_batches,
    load_images,
    make_network,
    normalize,
)

RESULTS = Path(__file__).parents[3] / "results"
TRAIN = 45_000  # the other 5,000 of the training images validate
BASE = ImageConfig()
RESNETS = tuple(
    dataclasses.replace(BASE, network=name, learning_rate=3e-3)
    for name in ("resnet, equal parameters", "resnet, equal compute")
)
BY_IMAGES = (1000, 5000, 45_000)
CHANGES: dict[str, dict[str, Any]] = {
    "patches of 8": {"patch_size": 8},
    "no position embedding": {"positions": "none"},
    "no augmentation": {"augment": False},
}


def multiply_adds(network: nn.Module) -> float:
    """Count those of one image of 32×32, in millions."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network.eval()(torch.zeros(1, 3, 32, 32))
    return counter.get_total_flops() / 2e6


def vision(seeds: Sequence[int]) -> None:
    """A ViT and a ResNet of like size on CIFAR-10, by the number of training images."""
    torch.set_num_threads(1)
    (pixels, labels), test = load_images("train"), load_images("test")
    train, valid = (pixels[:TRAIN], labels[:TRAIN]), (pixels[TRAIN:], labels[TRAIN:])
    settings = [
        ("none", dataclasses.replace(config, images=count))
        for config in (BASE, *RESNETS)
        for count in BY_IMAGES
    ]
    settings += [
        (change, dataclasses.replace(BASE, images=BY_IMAGES[-1], **fields))
        for change, fields in CHANGES.items()
    ]
    saved = {
        f"{config.network}, {change}, {config.images}": asdict(config)
        for change, config in settings
    }
    rows, done = measured_before(RESULTS / "vision.json", saved)
    rows = rows or [describe(change, config) for change, config in settings]
    for seed in seeds:
        if seed in done:
            continue
        for row, (change, config) in zip(rows, settings, strict=True):
            run = BareRun(seed)
            network = make_network(config)
            start = time.process_time()
            fit(run, config, network, train)
            seconds = round(time.process_time() - start, 1)
            row.setdefault("training core-seconds", []).append(seconds)
            row.setdefault("valid accuracy %", []).append(
                accuracy(network, held_out_batches(valid))
            )
            row.setdefault("test accuracy %", []).append(accuracy(network, held_out_batches(test)))
            print(f"seed {seed}: {row}", flush=True)
            whole = change == "none" and config.images == BY_IMAGES[-1]
            if whole and seed == seeds[0] and isinstance(network, VisionTransformer):
                images = test[0][:8]
                draw_rollout(network, images, normalize(images), RESULTS / "rollout.png")
        done.append(seed)
        save_results(
            RESULTS / "vision.json",
            command="python -m work05_transformer.study vision",
            rows=rows,
            config=saved,
            seeds=done,
        )


def describe(change: str, config: ImageConfig) -> dict[str, Any]:
    """Begin a row of the results: what is trained, and how large it is."""
    network = make_network(config)
    return {
        "network": config.network,
        "change": change,
        "training images": config.images,
        "parameters": parameter_count(network),
        "multiply-adds, M": round(multiply_adds(network), 1),
    }
