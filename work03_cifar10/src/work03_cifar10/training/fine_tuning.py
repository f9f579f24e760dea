"""Fine-tuning: a backbone from ImageNet, a new head, and a learning rate for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import InMemory, Run, RunConfig, seed_everything
from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation, Flip, augment
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.data.images import Images
from work03_cifar10.metrics.evaluation import evaluate
from work03_cifar10.models.backbones import (
    Backbone,
    BackboneName,
    Classifier,
    enlarged,
    load_backbone,
)
from work03_cifar10.training.frozen_features import fit_head
from work03_cifar10.training.loop import learning_rate_factor


@dataclass(frozen=True)
class FineTuneConfig(RunConfig):
    """Settings of a fine-tuning run."""

    data: str = "cifar10"
    """cifar10, fashion-mnist, mnist, sample; or a folder with a folder a class, or a CSV."""
    backbone: BackboneName = "mobilenet-v2"
    """vgg16 and resnet18 need torchvision's server, or their files in the cache."""
    pretrained: bool = True
    """Start from ImageNet's weights."""
    image_size: int = 96
    """Pixels a side that images are enlarged to; the backbones were trained with 224."""
    images: int = 5000
    """Training images, and 1,000 others to validate with; 0: all there are."""
    epochs: int = 3
    """Passes over the training images."""
    batch_size: int = 50
    """Images in a step."""
    head_learning_rate: float = 1e-3
    """The highest learning rate of the new layer."""
    backbone_learning_rate: float = 1e-4
    """That of the backbone: what it has learned should change little."""
    weight_decay: float = 1e-2
    """Of AdamW."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Random weights and few small digits."""
        return cls(smoke=True, data="sample", pretrained=False, image_size=32, images=100, epochs=1)


class Enlarged(InMemory):
    """Images as a backbone expects them; augmented before they are enlarged."""

    def __init__(
        self, images: Images, backbone: Backbone, size: int, augmentation: Augmentation
    ) -> None:
        self.images, self.backbone, self.size = images, backbone, size
        self.augmentation = augmentation

    def __len__(self) -> int:
        return len(self.images)

    def __getitems__(self, indices: list[int]) -> tuple[Tensor, ...]:  # type: ignore[override]
        """The batch of these images: (images, labels)."""
        rows = torch.as_tensor(indices)
        pixels = augment(self.images.pixels[rows], self.augmentation, rows, 0, 0)
        return self.backbone.scale(enlarged(pixels, self.size)), self.images.labels[rows]


def fine_tune(config: FineTuneConfig) -> Path:
    """Fit a new head to a frozen backbone, then train both, the backbone more slowly.

    The head comes first: while it is random its gradients are noise that would spoil the backbone.
    """
    splits = load_by_name(config.data, image_size=config.image_size, seed=config.seed)
    train_images, valid_images = splits.train, splits.valid
    if config.images:
        train_images = train_images.select(torch.arange(min(config.images, len(train_images))))
        valid_images = valid_images.select(torch.arange(min(1000, len(valid_images))))
    seed_everything(config.seed)  # a backbone without ImageNet's weights is random
    backbone = load_backbone(config.backbone, pretrained=config.pretrained)
    flip: Flip = "none" if config.data in ("mnist", "sample") else "random"
    augmentation = Augmentation(flip=flip, translate=2)
    with Run(config, name=f"{config.backbone}-{Path(config.data).name}") as run:
        model = Classifier(backbone, len(splits.classes))
        parts = {
            "valid": Enlarged(valid_images, backbone, config.image_size, NO_AUGMENTATION),
            "test": Enlarged(splits.test, backbone, config.image_size, NO_AUGMENTATION),
        }
        plain = Enlarged(train_images, backbone, config.image_size, NO_AUGMENTATION)
        augmented = Enlarged(train_images, backbone, config.image_size, augmentation)
        groups = [
            {"params": model.head.parameters(), "lr": config.head_learning_rate},
            {
                "params": [p for p in model.backbone.parameters() if p.requires_grad],
                "lr": config.backbone_learning_rate,
            },
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=config.weight_decay)
        loader = run.loader(augmented, config.batch_size, training=True)
        steps = config.epochs * len(loader)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, partial(learning_rate_factor, steps=steps)
        )
        prepared, optimizer, schedule = run.prepare(model, optimizer, schedule)
        if not config.resume:
            start_head(run, model, plain)
        metrics: dict[str, float] = {}
        valid_loader = run.loader(parts["valid"], 100, training=False)
        valid = evaluate(run.unwrap(prepared), valid_loader, run.to_device, run.average())
        metrics["valid accuracy, frozen"] = valid["accuracy"]
        for _ in run.epochs(config.epochs):
            prepared.train()
            for images, labels in run.batches(loader):
                optimizer.zero_grad()
                loss = cross_entropy(prepared(images), labels)
                run.backward(loss)
                optimizer.step()
                schedule.step()
            valid = evaluate(run.unwrap(prepared), valid_loader, run.to_device, run.average())
            run.log({"train/loss": run.epoch_loss(), "valid/accuracy": valid["accuracy"]})
        for name, part in parts.items():
            loader = run.loader(part, 100, training=False)
            result = evaluate(run.unwrap(prepared), loader, run.to_device, run.average())
            metrics[f"{name} accuracy"] = result["accuracy"]
        run.say("  ".join(f"{name} {value:.2%}" for name, value in metrics.items()))
        run.finish(metrics)
    return run.folder


@torch.no_grad()
def start_head(run: Run, model: Classifier, images: Enlarged) -> None:
    """Give the new layer the weights of softmax regression on the frozen backbone's features."""
    model.eval()
    pairs = []
    for batch in run.loader(images, 100, training=False):
        inputs, labels = run.to_device(batch)
        pairs.append((model.embed(inputs).float(), labels))
    features = torch.cat([pair[0] for pair in pairs])
    labels = torch.cat([pair[1] for pair in pairs])
    with torch.enable_grad():
        head = fit_head(features, labels, model.head.out_features)
    model.head.load_state_dict(head[0].state_dict())
