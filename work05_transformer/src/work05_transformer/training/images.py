"""Training a Vision Transformer, or a residual network beside it, on CIFAR-10."""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.data.images.augmentation import crop_and_flip
from shared.data.images.augmentation import normalize as normalize_bytes
from shared.data.images.labeled import load_cifar10
from shared.training import Loop, Rows
from shared.training.machine.seeding import sample_numbers
from work05_transformer.models.small_resnet import SmallResNet
from work05_transformer.models.vit import VisionTransformer, ViTConfig
from work05_transformer.training.config import ImageConfig

MEAN, STD = (0.491, 0.482, 0.447), (0.247, 0.243, 0.262)
CHANNELS = {"resnet, equal parameters": 12, "resnet, equal compute": 8}

Images = tuple[UInt8[Tensor, "images 3 32 32"], Int[Tensor, " images"]]


def load_images(split: Literal["train", "test"]) -> Images:
    """Load CIFAR-10's images, channels first, and their labels."""
    loaded = load_cifar10(split)
    images = torch.from_numpy(loaded.images).permute(0, 3, 1, 2)
    return images, torch.from_numpy(loaded.labels.astype(np.int64))


def normalize(images: UInt8[Tensor, "batch 3 32 32"]) -> Float[Tensor, "batch 3 32 32"]:
    """Bring pixels to about mean 0 and standard deviation 1."""
    return normalize_bytes(images, MEAN, STD)


def make_network(config: ImageConfig) -> nn.Module:
    """Build the network."""
    if config.network in CHANNELS:
        return SmallResNet(width=CHANNELS[config.network], blocks=3)
    return VisionTransformer(
        ViTConfig(
            image_size=32,
            patch_size=config.patch_size,
            d_model=64,
            num_layers=4,
            num_heads=4,
            d_ff=128,
            num_classes=10,
            positions=config.positions,
        )
    )


def learning_rate_factor(step: int, steps: int) -> float:
    """Return the factor of the learning rate: a rise over a tenth of the steps, then a straight fall."""
    return min((step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))


def fit(loop: Loop, config: ImageConfig, network: nn.Module, train: Images) -> nn.Module:
    """Train a network; return it in evaluation mode."""
    images, labels = (part[: config.images] for part in train)
    optimizer = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: learning_rate_factor(step, config.steps)
    )
    data = Rows(images, labels, torch.arange(len(labels)))
    loader = loop.loader(data, config.batch_size, training=True)
    trained, optimizer, schedule = loop.prepare(network, optimizer, schedule)
    done = 0
    for epoch in loop.epochs(-(-config.steps // len(loader))):
        trained.train()
        for pixels, targets, rows in loop.batches(loader):
            optimizer.zero_grad()
            if config.augment:
                numbers = sample_numbers(rows, 3, seed=loop.seed, epoch=epoch)
                pixels = crop_and_flip(pixels, 4, numbers)
            loss = cross_entropy(trained(normalize(pixels)), targets)
            loop.backward(loss)
            loop.clip_gradients(1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done == config.steps:
                break
    return network.eval()
