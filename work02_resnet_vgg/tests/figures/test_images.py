"""The grid of images shows what a training run gets."""

from __future__ import annotations

from pathlib import Path

import torch

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize
from work02_resnet_vgg.figures.images import draw_images, unnormalized


def test_unnormalized_gives_the_pixels_back() -> None:
    pixels = torch.randint(256, (2, 3, 8, 8), dtype=torch.uint8)
    normal = normalize(pixels, IMAGENET_MEAN, IMAGENET_STD)
    torch.testing.assert_close(unnormalized(normal), pixels / 255)


def test_it_draws_the_embedded_digits(tmp_path: Path) -> None:
    draw_images(tmp_path / "images.png", "sample")
    assert (tmp_path / "images.png").stat().st_size > 1000
