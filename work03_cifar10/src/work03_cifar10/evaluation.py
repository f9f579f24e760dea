"""Accuracy on images that were not learnt from, by one look or by several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from shared.training import Average

Batch = tuple[Float[Tensor, "batch channel height width"], Int[Tensor, " batch"]]


def moved(
    images: Float[Tensor, "batch channel height width"], down: int, right: int
) -> Float[Tensor, "batch channel height width"]:
    """Images moved by at most one pixel, the border reflected."""
    height, width = images.shape[2:]
    larger = pad(images, (1, 1, 1, 1), mode="reflect")
    return larger[:, :, 1 - down : 1 - down + height, 1 - right : 1 - right + width]


def multi_crop_logits(
    model: Callable[[Tensor], Tensor],
    images: Float[Tensor, "batch channel height width"],
    *,
    mirror: bool,
) -> Float[Tensor, "batch classes"]:
    """The mean answer to an image and its copies moved by a pixel, half the weight on the image.

    Args:
        model: gives logits.
        images: a batch.
        mirror: look at the mirror images of all of these as well. Not for digits.
    """
    sides = [images, images.flip(3)] if mirror else [images]
    total = torch.zeros(())
    for side in sides:
        views = [(0.5, side), (0.25, moved(side, -1, -1)), (0.25, moved(side, 1, 1))]
        for weight, view in views:
            total = total.to(images.device) + weight / len(sides) * model(view).float()
    return total


@torch.no_grad()
def evaluate(
    model: nn.Module,
    loader: Iterable[Batch],
    to_device: Callable[[Any], Any],
    average: Average,
    *,
    multi_crop: bool = False,
    mirror: bool = False,
) -> dict[str, float]:
    """Accuracy and mean cross-entropy; `model` is left in evaluation mode.

    Args:
        model: gives logits.
        loader: batches of images and labels.
        to_device: moves a batch to the model.
        average: collects over all processes.
        multi_crop: average over several views of an image.
        mirror: of these, also over mirror images.
    """
    model.eval()
    for batch in loader:
        images, labels = to_device(batch)
        if multi_crop:
            logits = multi_crop_logits(model, images, mirror=mirror)
        else:
            logits = model(images).float()
        right = (logits.argmax(dim=1) == labels).float()
        losses = cross_entropy(logits, labels, reduction="none")
        average.update(torch.stack([right, losses], dim=1))
    accuracy, loss = average.compute().tolist()
    return {"accuracy": accuracy, "loss": loss}
