"""Accuracy and loss on held-out images, each image once, over all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.training import Average
from work03_cifar10.metrics.tta import tta_logits

Batch = tuple[Float[Tensor, "batch channel height width"], Int[Tensor, " batch"]]


@torch.no_grad()
def evaluate(
    model: nn.Module,
    loader: Iterable[Batch],
    to_device: Callable[[Any], Any],
    average: Average,
    *,
    tta: bool = False,
    flip: bool = False,
) -> dict[str, float]:
    """Accuracy and mean cross-entropy; `model` is left in evaluation mode.

    Args:
        model: gives logits.
        loader: batches of images and labels.
        to_device: moves a batch to the model.
        average: collects over all processes.
        tta: average over several views of an image.
        flip: of these, also over flipped ones.
    """
    model.eval()
    for batch in loader:
        images, labels = to_device(batch)
        logits = tta_logits(model, images, flip=flip) if tta else model(images).float()
        right = (logits.argmax(dim=1) == labels).float()
        losses = cross_entropy(logits, labels, reduction="none")
        average.update(torch.stack([right, losses], dim=1))
    accuracy, loss = average.compute().tolist()
    return {"accuracy": accuracy, "loss": loss}
