"""Study B: a Vision Transformer and residual networks of like size, by the number of images.

CIFAR-10 from scratch. One residual network has about as many parameters as the Transformer, one
about as many multiply-adds. All read as many images in as many steps, by AdamW whose rate rises
over a tenth of them and then falls; the two kinds' rates differ as is usual for them.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Int, UInt8
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from shared.data.augmentation import crop_and_flip, normalise
from shared.data.images import load_cifar10
from shared.plotting import figure
from shared.reporting import save_results
from shared.training import BareRun
from shared.training.batches import Rows
from work05_transformer.earlier import measured_before
from work05_transformer.small_resnet import SmallResNet
from work05_transformer.transformer import parameter_count
from work05_transformer.vit import VisionTransformer, ViTConfig, attention_rollout

RESULTS = Path(__file__).parents[2] / "results"
MEAN, STD = (0.491, 0.482, 0.447), (0.247, 0.243, 0.262)
TRAIN, VALID = 45_000, 5_000


@dataclass(frozen=True)
class VisionConfig:
    """How a network learns CIFAR-10."""

    network: Literal["vit", "resnet, equal parameters", "resnet, equal compute"] = "vit"
    images: int = 2000
    """Training images; the first so many."""
    steps: int = 600
    batch_size: int = 64
    rate: float = 1e-3
    weight_decay: float = 0.05
    augment: bool = True
    """Crop, shift and mirror."""
    patch: int = 4
    """Of the Vision Transformer."""
    positions: Literal["learned", "none"] = "learned"


BASE = VisionConfig()
RESNETS = tuple(
    dataclasses.replace(BASE, network=name, rate=3e-3)
    for name in ("resnet, equal parameters", "resnet, equal compute")
)
WIDTHS = {"resnet, equal parameters": 12, "resnet, equal compute": 8}
BY_IMAGES = (1000, 5000, 45_000)
CHANGES: dict[str, dict[str, Any]] = {
    "patches of 8": {"patch": 8},
    "no position embedding": {"positions": "none"},
    "no augmentation": {"augment": False},
}


def make_network(config: VisionConfig) -> nn.Module:
    """Build the network."""
    if config.network in WIDTHS:
        return SmallResNet(width=WIDTHS[config.network], blocks=3)
    return VisionTransformer(
        ViTConfig(32, config.patch, 64, 4, 4, 128, 10, positions=config.positions)
    )


def multiply_adds(network: nn.Module) -> float:
    """Count those of one image of 32×32, in millions."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network.eval()(torch.zeros(1, 3, 32, 32))
    return counter.get_total_flops() / 2e6


Images = tuple[UInt8[Tensor, "images 3 32 32"], Int[Tensor, " images"]]


def load(split: Literal["train", "test"]) -> Images:
    """Load CIFAR-10's images, channels first, and their labels."""
    loaded = load_cifar10(split)
    images = torch.from_numpy(loaded.images).permute(0, 3, 1, 2)
    return images, torch.from_numpy(loaded.labels.astype(np.int64))


def rate_factor(step: int, steps: int) -> float:
    """Return the factor of the rate: a rise over a tenth of the steps, then a straight fall."""
    return min((step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))


def fit(run: BareRun, config: VisionConfig, network: nn.Module, train: Images) -> nn.Module:
    """Train a network; return it in evaluation mode."""
    images, labels = (part[: config.images] for part in train)
    optimizer = torch.optim.AdamW(
        network.parameters(), config.rate, weight_decay=config.weight_decay, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate_factor(step, config.steps)
    )
    loader = run.loader(Rows(images, labels), config.batch_size, training=True)
    (trained,) = run.prepare(network)
    done = 0
    for _ in run.epochs(-(-config.steps // len(loader))):
        trained.train()
        for pixels, targets in run.batches(loader):
            optimizer.zero_grad()
            changed = crop_and_flip(pixels, 4) if config.augment else pixels
            loss = cross_entropy(trained(normalise(changed, MEAN, STD)), targets)
            run.backward(loss)
            run.clip_gradients(1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done == config.steps:
                break
    return network.eval()


@torch.inference_mode()
def accuracy(network: nn.Module, held_out: Images) -> float:
    """Return the percentage of images that a network classifies right."""
    images, labels = held_out
    right = 0
    for first in range(0, len(images), 500):
        pixels = normalise(images[first : first + 500], MEAN, STD)
        right += int((network(pixels).argmax(1) == labels[first : first + 500]).sum())
    return 100 * right / len(images)


def vision(seeds: Sequence[int]) -> None:
    """A ViT and a ResNet of like size on CIFAR-10, by the number of training images."""
    torch.set_num_threads(1)
    (images, labels), test = load("train"), load("test")
    train, valid = (images[:TRAIN], labels[:TRAIN]), (images[TRAIN:], labels[TRAIN:])
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
            row.setdefault("valid accuracy %", []).append(accuracy(network, valid))
            row.setdefault("test accuracy %", []).append(accuracy(network, test))
            print(f"seed {seed}: {row}", flush=True)
            whole = change == "none" and config.images == BY_IMAGES[-1]
            if whole and seed == seeds[0] and isinstance(network, VisionTransformer):
                draw_rollout(network, test, RESULTS / "rollout.png")
        done.append(seed)
        save_results(
            RESULTS / "vision.json",
            command="python -m work05_transformer.study vision",
            rows=rows,
            config=saved,
            seeds=done,
        )


def describe(change: str, config: VisionConfig) -> dict[str, Any]:
    """Begin a row of the results: what is trained, and how large it is."""
    network = make_network(config)
    return {
        "network": config.network,
        "change": change,
        "training images": config.images,
        "parameters": parameter_count(network),
        "multiply-adds, M": round(multiply_adds(network), 1),
    }


def draw_rollout(network: VisionTransformer, test: Images, path: Path, count: int = 8) -> None:
    """Draw test images, and under each where its features come from."""
    images = test[0][:count]
    shares = attention_rollout(network, normalise(images, MEAN, STD))
    with figure(path, rows=2, columns=count, width=8, height=1.2) as (_, axes):
        for number in range(count):
            axes[number].imshow(images[number].permute(1, 2, 0).numpy())
            axes[count + number].imshow(shares[number].numpy(), cmap="viridis")
        for axis in axes:
            axis.set_axis_off()
