"""What ImageNet's features are worth: frozen trunks with a new classifier."""

from __future__ import annotations

import time
from typing import Any

import torch

from work03_cifar10.data import Splits, load
from work03_cifar10.frozen_features import cached_features, fit_head
from work03_cifar10.trunks import TrunkName, load_trunk


def frozen(
    trunk_name: TrunkName, splits: Splits, *, images: int, tested: int, size: int
) -> dict[str, Any]:
    """Accuracies of softmax regression on a trunk's features.

    Args:
        trunk_name: which trunk.
        splits: of CIFAR-10.
        images: to learn from.
        tested: test images to look at, the first ones.
        size: pixels a side that images are enlarged to.
    """
    trunk = load_trunk(trunk_name)
    start = time.process_time()
    parts = {
        "train": splits.train.select(torch.arange(images)),
        "valid": splits.valid.select(torch.arange(min(1000, len(splits.valid)))),
        "test": splits.test.select(torch.arange(min(tested, len(splits.test)))),
    }
    found = {name: cached_features(trunk, part.pixels, size) for name, part in parts.items()}
    seconds = time.process_time() - start
    # The weight decay is chosen on validation images, then the test images are looked at once.
    best, head = -1.0, None
    for weight_decay in (1e-3, 1e-2, 1e-1):
        tried = fit_head(
            found["train"], parts["train"].labels, len(splits.classes), weight_decay=weight_decay
        )
        right = accuracy(tried, found["valid"], parts["valid"].labels)
        if right > best:
            best, head, decay = right, tried, weight_decay
    assert head is not None
    return {
        "trunk": trunk_name,
        "pixels": size,
        "training images": images,
        "weight decay": decay,
        "valid accuracy %": round(100 * best, 2),
        "test accuracy %": round(100 * accuracy(head, found["test"], parts["test"].labels), 2),
        "test images": len(parts["test"]),
        "features, core-seconds": round(seconds, 1),
    }


@torch.no_grad()
def accuracy(head: torch.nn.Module, features: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of images that a classifier of features gets right."""
    return float((head(features).argmax(dim=1) == labels).float().mean())


def all_trunks() -> list[dict[str, Any]]:
    """Rows for each trunk whose weights a package registry has."""
    splits = load("cifar10")
    return [
        frozen("mobilenet-v2", splits, images=5000, tested=2000, size=96),
        frozen("resnet50", splits, images=2000, tested=1000, size=96),
    ]
