"""RandAugment: some of fourteen operations, drawn for each image, all at one magnitude.

Cubuk et al. 2020, section 3: two numbers replace a search for a policy. The operations are torchvision's.
All images of a batch that drew the same operation go through it at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torchvision.transforms.v2 import functional as F

Images = UInt8[Tensor, "image channel height width"]

LARGEST = 30
"""The magnitude at which an operation does the most."""


def affine(
    images: Images, *, shear: tuple[float, float] = (0, 0), move: tuple[float, float] = (0, 0)
) -> Images:
    """Shear by pixels a pixel, around the upper left corner, or move by shares of width and height."""
    height, width = images.shape[-2:]
    return F.affine(
        images,
        angle=0.0,
        translate=[int(move[0] * width), int(move[1] * height)],
        scale=1.0,
        shear=[math.degrees(math.atan(side)) for side in shear],
        center=[0, 0],
    )


# Each takes images and a level; where a sign is drawn, from -1 to 1, else from 0 to 1.
OPERATIONS: dict[str, tuple[Callable[[Images, float], Images], bool]] = {
    "identity": (lambda images, level: images, False),
    "shear x": (lambda images, level: affine(images, shear=(0.3 * level, 0)), True),
    "shear y": (lambda images, level: affine(images, shear=(0, 0.3 * level)), True),
    "translate x": (lambda images, level: affine(images, move=(150 / 331 * level, 0)), True),
    "translate y": (lambda images, level: affine(images, move=(0, 150 / 331 * level)), True),
    "rotate": (lambda images, level: F.rotate(images, 30 * level), True),
    "brightness": (lambda images, level: F.adjust_brightness(images, 1 + 0.9 * level), True),
    "color": (lambda images, level: F.adjust_saturation(images, 1 + 0.9 * level), True),
    "contrast": (lambda images, level: F.adjust_contrast(images, 1 + 0.9 * level), True),
    "sharpness": (lambda images, level: F.adjust_sharpness(images, 1 + 0.9 * level), True),
    "posterize": (lambda images, level: F.posterize(images, 8 - round(4 * level)), False),
    "solarize": (lambda images, level: F.solarize(images, 255 * (1 - level)), False),
    "auto-contrast": (lambda images, level: F.autocontrast(images), False),
    "equalize": (lambda images, level: F.equalize(images), False),
}


def rand_augment(
    pixels: UInt8[Tensor, "batch height width channel"],
    magnitude: float,
    numbers: Float[Tensor, "batch operation 2"],
) -> UInt8[Tensor, "batch height width channel"]:
    """Do as many operations with each image as `numbers` has for it, one after the other.

    Args:
        pixels: bytes, of one channel or three.
        magnitude: from 0 to 30.
        numbers: from 0 to 1: which operation it is, and its sign.
    """
    images = pixels.movedim(-1, 1).clone()
    functions, signed = zip(*OPERATIONS.values(), strict=True)
    for which, sign in numbers.permute(1, 2, 0):
        chosen = (which * len(functions)).long()
        negative = (sign < 0.5) & torch.tensor(signed)[chosen]
        for number, below_0 in torch.stack([chosen, negative], dim=1).unique(dim=0).tolist():
            level = (-magnitude if below_0 else magnitude) / LARGEST
            rows = (chosen == number) & (negative == bool(below_0))
            images[rows] = functions[number](images[rows], level)
    return images.movedim(1, -1)
