"""Accuracy and loss on held-out images, each image once, over all processes."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import HeldOut
from work03_cifar10.metrics.tta import logits_of_views


@torch.no_grad()
def evaluate(held_out: HeldOut, views: int = 1) -> dict[str, float]:
    """Measure accuracy and mean cross-entropy.

    Args:
        held_out: batches of images and labels, and a model that gives logits.
        views: of each image, see `logits_of_views`.
    """
    average = held_out.average()
    for images, labels in held_out:
        logits = logits_of_views(held_out.model, images, views)
        correct = (logits.argmax(dim=1) == labels).float()
        losses = cross_entropy(logits, labels, reduction="none")
        average.update(torch.stack([correct, losses], dim=1))
    accuracy, loss = average.compute().tolist()
    return {"accuracy": accuracy, "loss": loss}


def accuracy(logits: Float[Tensor, "image classes"], labels: Int[Tensor, " image"]) -> float:
    """Return the share of images whose highest logit is their label's."""
    return float((logits.argmax(dim=1) == labels).float().mean())


@torch.no_grad()
def predict(held_out: HeldOut, views: int = 1) -> Float[Tensor, "image classes"]:
    """Return the logits of this process's share of the images, on the CPU."""
    parts = [logits_of_views(held_out.model, images, views).cpu() for images, _ in held_out]
    return torch.cat(parts)
