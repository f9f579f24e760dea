"""What ImageNet's features are worth: backbones frozen under a new classifier, and fine-tuned."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Any

import torch

from shared.reporting import save_results
from shared.training import finished_run, read_summary
from work03_cifar10.data.splits import Splits, load
from work03_cifar10.models.backbones import BackboneName, load_backbone
from work03_cifar10.studies.results import RESULTS, RUNS, command, percent
from work03_cifar10.training.fine_tuning import FineTuneConfig, fine_tune
from work03_cifar10.training.frozen_features import cached_features, fit_head


def frozen(
    name: BackboneName, splits: Splits, *, images: int, test_images: int, size: int
) -> dict[str, Any]:
    """Accuracies of softmax regression on a backbone's features.

    Args:
        name: which backbone.
        splits: of CIFAR-10.
        images: to train with.
        test_images: the first ones of the test images.
        size: pixels a side that images are enlarged to.
    """
    backbone = load_backbone(name)
    start = time.process_time()
    parts = {
        "train": splits.train.select(torch.arange(images)),
        "valid": splits.valid.select(torch.arange(min(1000, len(splits.valid)))),
        "test": splits.test.select(torch.arange(min(test_images, len(splits.test)))),
    }
    features = {
        part: cached_features(backbone, images.pixels, size) for part, images in parts.items()
    }
    seconds = time.process_time() - start
    # The weight decay is chosen on validation images, then the test images are used once.
    best, head = -1.0, None
    for weight_decay in (1e-3, 1e-2, 1e-1):
        candidate = fit_head(
            features["train"], parts["train"].labels, len(splits.classes), weight_decay=weight_decay
        )
        right = accuracy(candidate, features["valid"], parts["valid"].labels)
        if right > best:
            best, head, decay = right, candidate, weight_decay
    assert head is not None
    return {
        "trunk": name,
        "pixels": size,
        "training images": images,
        "weight decay": decay,
        "valid accuracy %": percent(best),
        "test accuracy %": percent(accuracy(head, features["test"], parts["test"].labels)),
        "test images": len(parts["test"]),
        "features, core-seconds": round(seconds, 1),
    }


@torch.no_grad()
def accuracy(head: torch.nn.Module, features: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of images that a classifier of features gets right."""
    return float((head(features).argmax(dim=1) == labels).float().mean())


def all_backbones() -> list[dict[str, Any]]:
    """Rows for each backbone whose weights a package registry has."""
    splits = load("cifar10")
    return [
        frozen("mobilenet-v2", splits, images=5000, test_images=2000, size=96),
        frozen("resnet50", splits, images=2000, test_images=1000, size=96),
    ]


def transfer(seeds: Sequence[int]) -> None:
    """Frozen MobileNetV2 and ResNet-50 with a new classifier on CIFAR-10; nothing is random."""
    save_results(RESULTS / "transfer.json", command=command("transfer"), rows=all_backbones())


FINE_TUNED = (
    FineTuneConfig(images=2000, epochs=2, image_size=64, runs=RUNS),
    FineTuneConfig(images=5000, epochs=3, image_size=96, runs=RUNS),
)


def fine_tuned(seeds: Sequence[int]) -> None:
    """MobileNetV2 fine-tuned on a few thousand images of CIFAR-10."""
    rows: list[dict[str, Any]] = []
    for config in FINE_TUNED:
        runs = []
        for seed in seeds:
            one = dataclasses.replace(config, seed=seed)
            runs.append(read_summary(finished_run(one) or fine_tune(one)))
        row: dict[str, Any] = {
            "trunk": config.backbone,
            "pixels": config.image_size,
            "training images": config.images,
            "epochs": config.epochs,
        }
        for name in ("valid accuracy, frozen", "valid accuracy", "test accuracy"):
            row[f"{name} %"] = [percent(run["metrics"][name]) for run in runs]
        row["core-seconds"] = [run["cpu_seconds"] for run in runs]
        rows.append(row)
        save_results(
            RESULTS / "fine_tuned.json", command=command("fine_tuned"), rows=rows, seeds=seeds
        )
