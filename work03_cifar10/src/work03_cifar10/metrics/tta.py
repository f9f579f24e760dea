"""Test-time augmentation (TTA): the mean answer to several views of an image.

As in cifar10-airbench (Jordan 2024, "multi-crop evaluation"): the image, two copies translated by
a pixel, and the flipped images of all three.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import pad


def translated(
    images: Float[Tensor, "batch channel height width"], down: int, right: int
) -> Float[Tensor, "batch channel height width"]:
    """Move images by at most one pixel; the border is reflected."""
    height, width = images.shape[2:]
    larger = pad(images, (1, 1, 1, 1), mode="reflect")
    return larger[:, :, 1 - down : 1 - down + height, 1 - right : 1 - right + width]


def tta_logits(
    model: Callable[[Tensor], Tensor],
    images: Float[Tensor, "batch channel height width"],
    *,
    flip: bool,
) -> Float[Tensor, "batch classes"]:
    """Average the logits of an image and its translated copies, half the weight on the image.

    Args:
        model: gives logits.
        images: a batch.
        flip: answer to the flipped images of all of these as well. Not for digits.
    """
    sides = [images, images.flip(3)] if flip else [images]
    total = torch.zeros(())
    for side in sides:
        views = [(0.5, side), (0.25, translated(side, -1, -1)), (0.25, translated(side, 1, 1))]
        for weight, view in views:
            total = total.to(images.device) + weight / len(sides) * model(view).float()
    return total


def logits_of_views(
    model: Callable[[Tensor], Tensor],
    images: Float[Tensor, "batch channel height width"],
    views: int,
) -> Float[Tensor, "batch classes"]:
    """Return logits from 1 view of each image, 3 (translated ones too) or 6 (flipped ones too)."""
    if views == 1:
        return model(images).float()
    return tta_logits(model, images, flip=views == 6)
