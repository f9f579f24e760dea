"""What ImageNet's features are worth: backbones frozen under a new classifier, and fine-tuned."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, get_args

import torch

from shared.studies import Study, study, trained
from shared.training import Loop, Notes, read_summary
from work03_cifar10.data.splits import load
from work03_cifar10.metrics.evaluation import accuracy, evaluate
from work03_cifar10.models.backbones import BackboneName, Classifier, load_backbone
from work03_cifar10.training.fine_tuning import (
    FLIP_AND_TRANSLATE,
    Enlarged,
    FineTuneConfig,
    fine_tune,
    fit,
    start_head,
)
from work03_cifar10.training.frozen_features import cached_features, fit_head


@dataclass(frozen=True)
class FrozenConfig:
    """Softmax regression on a frozen backbone's features of CIFAR-10.

    Attributes:
        backbone: which one.
        images, valid_images, test_images: the first ones of each split.
        image_size: pixels a side that images are enlarged to.
        weight_decays: the best on validation images is taken.
    """

    backbone: BackboneName
    images: int
    test_images: int
    valid_images: int = 1000
    image_size: int = 96
    weight_decays: tuple[float, ...] = (1e-3, 1e-2, 1e-1)


def frozen(config: FrozenConfig) -> dict[str, Any]:
    """Measure softmax regression on a backbone's features; nothing is random.

    `features/core_seconds` tells what the features cost where the cache did not have them.
    """
    backbone, splits = load_backbone(config.backbone), load("cifar10")
    start = time.process_time()
    parts = {
        "train": splits.train.select(torch.arange(config.images)),
        "valid": splits.valid.select(torch.arange(config.valid_images)),
        "test": splits.test.select(torch.arange(config.test_images)),
    }
    features = {
        name: cached_features(backbone, part.pixels, config.image_size)
        for name, part in parts.items()
    }
    seconds = time.process_time() - start
    # The weight decay is chosen on validation images, then the test images are used once.
    heads = {
        weight_decay: fit_head(
            features["train"],
            parts["train"].labels,
            len(splits.classes),
            weight_decay=weight_decay,
        )
        for weight_decay in config.weight_decays
    }
    valid = {
        weight_decay: accuracy(head(features["valid"]), parts["valid"].labels)
        for weight_decay, head in heads.items()
    }
    best = max(valid, key=lambda weight_decay: valid[weight_decay])
    return {
        "weight_decay": best,
        "valid/accuracy": valid[best],
        "test/accuracy": accuracy(heads[best](features["test"]), parts["test"].labels),
        "features/core_seconds": round(seconds, 1),
    }


@study()
def transfer(s: Study) -> None:
    """Fit a new classifier to frozen MobileNetV2 and ResNet-50 on CIFAR-10; nothing is random."""
    for config in (
        FrozenConfig("mobilenet-v2", images=5000, test_images=2000),
        FrozenConfig("resnet50", images=2000, test_images=1000),
    ):
        s.measure({"backbone": config.backbone}, frozen, config)


def fine_tuned_accuracy(config: FineTuneConfig, seed: int) -> dict[str, Any]:
    """Fine-tune, and return what the run ends with."""
    summary = read_summary(trained(fine_tune, replace(config, seed=seed)))
    return {**summary["metrics"], "core_seconds": summary["cpu_seconds"]}


@study(seeds=(0, 1))
def fine_tuned(s: Study) -> None:
    """Fine-tune MobileNetV2 on a few thousand images of CIFAR-10."""
    for config in (
        FineTuneConfig(images=2000, epochs=2, image_size=64),
        FineTuneConfig(images=5000, epochs=3, image_size=96),
    ):
        labels = {"backbone": config.backbone, "pixels": config.image_size}
        for seed in s.seeds:
            s.measure(labels, fine_tuned_accuracy, config, seed)


@dataclass(frozen=True)
class BudgetConfig:
    """A backbone frozen or fine-tuned, at the cost of so many forward passes.

    A training step costs about three passes forward: one, and twice as much backward. The head is fitted
    to one pass over the images, whether the backbone then learns or not.

    Attributes:
        backbone: which one.
        epochs: of fine-tuning; 0: frozen.
        passes: of images through the backbone, in all.
        image_size: pixels a side that images are enlarged to.
        valid_images: the first ones of the validation images.
    """

    backbone: BackboneName
    epochs: int
    passes: int = 3000
    image_size: int = 64
    valid_images: int = 1000

    @property
    def images(self) -> int:
        """How many images the budget pays for."""
        return self.passes // (1 + 3 * self.epochs)


def at_equal_budget(config: BudgetConfig, seed: int) -> dict[str, Any]:
    """Measure the accuracy on validation images, from other training images for each seed."""
    splits, loop, backbone = load("cifar10", seed=seed), Loop(seed), load_backbone(config.backbone)
    chosen = replace(
        splits.train.select(torch.arange(config.images)),
        augmentation=FLIP_AND_TRANSLATE, seed=seed,
    )  # fmt: skip
    train = Enlarged(chosen, backbone, config.image_size)
    valid = splits.valid.select(torch.arange(config.valid_images))
    model = Classifier(backbone, len(splits.classes))
    if config.epochs:
        tuning = FineTuneConfig(backbone=config.backbone, epochs=config.epochs)
        fit(loop, tuning, model, train, Enlarged(valid.select(torch.arange(0)), backbone, 64))
    else:
        loop.prepare(model, Notes())
        start_head(loop, model, train)
    result = evaluate(loop.evaluating(model, Enlarged(valid, backbone, config.image_size), 100))
    return {"images": config.images, "valid/accuracy": result["accuracy"]}


@study(seeds=(0, 1, 2))
def frozen_or_tuned(s: Study) -> None:
    """Compare a frozen backbone with a fine-tuned one at equal cost: many images once, or few often."""
    for backbone in get_args(BackboneName):
        for epochs in (0, 1, 3):
            labels = {"backbone": backbone, "epochs of fine-tuning": epochs or "frozen"}
            for seed in s.seeds:
                s.measure(labels, at_equal_budget, BudgetConfig(backbone, epochs), seed)
