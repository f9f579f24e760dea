"""What each augmentation looks like, and what it is worth where images are few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from shared.studies import Measured, Study, picture, study
from work03_cifar10.data.augmentation import augment
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.studies.small_budget import NARROW, trained_accuracy
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.config import TrainConfig

IMAGES = 1_000  # to train with: where images are few, each is seen often
LONGER = replace(NARROW, widths=(8, 16, 32), epochs=24, batch_size=100)
AUGMENTATIONS: dict[str, TrainConfig] = {
    "nothing": replace(LONGER, flip="none", translate=0),
    "flip and translate (the base)": LONGER,
    "base and rotate 15°": replace(LONGER, rotate=15),
    "base and scale 1 ± 0.2": replace(LONGER, scale=0.2),
    "base and hue ± 0.1": replace(LONGER, hue=0.1),
    "base and crop of half or more": replace(LONGER, crop=0.5),
    "base and RandAugment, one at 9": replace(LONGER, rand_augment=1),
    "base and cutout 8": replace(LONGER, cutout=8),
}
SHOWN: dict[str, TrainConfig] = {
    "flip, translate": NARROW,
    "cutout 12": replace(NARROW, flip="none", translate=0, cutout=12),
    "color 0.4": replace(NARROW, flip="none", translate=0, color=0.4),
    "rotate 30°": replace(NARROW, flip="none", translate=0, rotate=30),
    "scale 1 ± 0.4": replace(NARROW, flip="none", translate=0, scale=0.4),
    "crop of ¼ or more": replace(NARROW, flip="none", translate=0, crop=0.25),
    "hue ± ¼": replace(NARROW, flip="none", translate=0, hue=0.25),
    "RandAugment, two at 9": replace(NARROW, flip="none", translate=0, rand_augment=2),
}
COLUMNS = 10


@study(seeds=(0, 1, 2))
def augmentations(s: Study) -> None:
    """Train a narrow net on 1,000 images for 24 epochs, with one augmentation more at a time."""
    for change, training in AUGMENTATIONS.items():
        config = {"images": IMAGES, "views": 1, "training": training}
        for seed in s.seeds:
            s.measure({"augmentation": change}, trained_accuracy, config, seed)


def gallery(shown: Mapping[str, TrainConfig], seed: int) -> dict[str, Any]:
    """Draw what each augmentation makes of ten images, and measure how much it changes a pixel."""
    some = next(iter(shown.values()))
    pixels = splits_of(some.data, some.held_out).train.pixels[:COLUMNS]
    rows, changes = [pixels], {}
    for name, config in shown.items():
        rows.append(augment(pixels, config.augmentation, torch.arange(COLUMNS), 0, seed))
        apart = (rows[-1].float() - pixels.float()).abs() / 255
        changes[name] = {"pixel_change": float(apart.mean())}
    images = [row.movedim(-1, 1) / 255 for row in rows]
    drawn = picture(draw_grid, images, ["the images", *shown])
    return Measured({"augmentations": changes}, {"augmentation_gallery.svg": drawn})


@study(seeds=(0,))
def augmentation_gallery(s: Study) -> None:
    """Draw ten images of CIFAR-10 under each augmentation."""
    for seed in s.seeds:
        s.measure("ten images", gallery, SHOWN, seed)
