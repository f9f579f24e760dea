"""Errors of networks on images."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from shared.training import Average

Batches = Iterable[tuple[Float[Tensor, "batch 3 height width"], Int[Tensor, " batch"]]]


@torch.no_grad()
def errors(
    model: nn.Module,
    loader: Batches,
    to_device: Callable[[Any], Any],
    average: Average,
) -> dict[str, float]:
    """Each network's share of wrongly classified images.

    Args:
        model: gives {name: logits}, as Twins do; is left in evaluation mode.
        loader: batches of images and labels.
        to_device: moves a batch to the model.
        average: collects over all processes.
    """
    model.eval()
    names: list[str] = []
    for batch in loader:
        images, labels = to_device(batch)
        outputs = model(images)
        names = list(outputs)
        wrong = [logits.argmax(dim=1) != labels for logits in outputs.values()]
        average.update(torch.stack(wrong, dim=1).float())
    return dict(zip(names, average.compute().tolist(), strict=True))


@torch.no_grad()
def accuracy(model: nn.Module, batches: Batches) -> float:
    """The share of images that `model`, which gives logits, classifies right."""
    model.eval()
    right = total = 0
    for images, labels in batches:
        right += int((model(images).argmax(dim=1) == labels).sum())
        total += len(labels)
    return right / total
