"""Errors of networks on held-out images."""

from __future__ import annotations

import torch

from shared.training import HeldOut


@torch.no_grad()
def errors(held_out: HeldOut) -> dict[str, float]:
    """Measure each network's share of wrongly classified images.

    Args:
        held_out: images with labels; its model gives {name: logits}, as Twins do.

    Returns:
        the share by the network's name.
    """
    average = held_out.average()
    names: list[str] = []
    for images, labels in held_out:
        outputs = held_out.model(images)
        names = list(outputs)
        wrong = [logits.argmax(dim=1) != labels for logits in outputs.values()]
        average.update(torch.stack(wrong, dim=1).float())
    return dict(zip(names, average.compute().tolist(), strict=True))


@torch.no_grad()
def accuracy(held_out: HeldOut) -> float:
    """Measure the share of images that a model, which gives logits, classifies right."""
    average = held_out.average()
    for images, labels in held_out:
        average.update((held_out.model(images).argmax(dim=1) == labels).float())
    return average.compute().item()
