"""Fine-tuning: a trunk from ImageNet, a new head, and a learning rate for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import InMemory, Run, RunConfig
from work03_cifar10.augmentation import Augmentation, augment
from work03_cifar10.data import Images, load
from work03_cifar10.evaluation import evaluate
from work03_cifar10.frozen_features import fit_head
from work03_cifar10.training import TrainConfig, load_splits, rate_factor
from work03_cifar10.trunks import Classifier, Trunk, TrunkName, enlarged, load_trunk


@dataclass(frozen=True)
class FineTuneConfig(RunConfig):
    """Settings of a fine-tuning run."""

    data: str = "cifar10"
    """cifar10, fashion-mnist, mnist, sample; or a folder with a folder a class, or a CSV."""
    trunk: TrunkName = "mobilenet-v2"
    """vgg16 and resnet18 need torchvision's server, or their files in the cache."""
    pretrained: bool = True
    """Start from ImageNet's weights."""
    image_size: int = 96
    """Pixels a side that images are enlarged to; the trunks were trained with 224."""
    images: int = 5000
    """Training images, and 1,000 others to validate with; 0: all there are."""
    epochs: int = 3
    """Passes over the training images."""
    batch_size: int = 50
    """Images in a step."""
    head_rate: float = 1e-3
    """The highest learning rate of the new layer."""
    trunk_rate: float = 1e-4
    """That of the trunk: what it knows should change little."""
    weight_decay: float = 1e-2
    """Of AdamW."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Random weights and few small digits."""
        return cls(smoke=True, data="sample", pretrained=False, image_size=32, images=100, epochs=1)


class Enlarged(InMemory):
    """Images as a trunk expects them; augmented before they are enlarged."""

    def __init__(self, images: Images, trunk: Trunk, size: int, how: Augmentation) -> None:
        self.images, self.trunk, self.size, self.how = images, trunk, size, how

    def __len__(self) -> int:
        return len(self.images)

    def __getitems__(self, indices: list[int]) -> tuple[Tensor, ...]:  # type: ignore[override]
        """The batch of these images: (images, labels)."""
        chosen = torch.as_tensor(indices)
        pixels = augment(self.images.pixels[chosen], self.how, chosen, 0, 0)
        return self.trunk.scale(enlarged(pixels, self.size)), self.images.labels[chosen]


def fine_tune(config: FineTuneConfig) -> Path:
    """Fit a new head to a frozen trunk, then train both, the trunk more slowly.

    The head comes first: while it is random its gradients are noise that would spoil the trunk.
    """
    if config.data in ("sample", "cifar10", "mnist", "fashion-mnist"):
        splits = load(config.data, seed=config.seed)
    else:
        size = TrainConfig(data=config.data, image_size=config.image_size, seed=config.seed)
        splits = load_splits(size)
    train_images, valid_images = splits.train, splits.valid
    if config.images:
        train_images = train_images.select(torch.arange(min(config.images, len(train_images))))
        valid_images = valid_images.select(torch.arange(min(1000, len(valid_images))))
    trunk = load_trunk(config.trunk, pretrained=config.pretrained)
    mirrored = config.data not in ("mnist", "sample")
    how = Augmentation(flip="random" if mirrored else "none", shift=2)
    with Run(config, name=f"{config.trunk}-{Path(config.data).name}") as run:
        model = Classifier(trunk, len(splits.classes))
        parts = {
            "valid": Enlarged(valid_images, trunk, config.image_size, Augmentation()),
            "test": Enlarged(splits.test, trunk, config.image_size, Augmentation()),
        }
        plain = Enlarged(train_images, trunk, config.image_size, Augmentation())
        learnt = Enlarged(train_images, trunk, config.image_size, how)
        groups = [
            {"params": model.head.parameters(), "lr": config.head_rate},
            {
                "params": [p for p in model.trunk.parameters() if p.requires_grad],
                "lr": config.trunk_rate,
            },
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=config.weight_decay)
        loader = run.loader(learnt, config.batch_size, training=True)
        steps = config.epochs * len(loader)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(rate_factor, steps=steps))
        prepared, optimizer, schedule = run.prepare(model, optimizer, schedule)
        if not config.resume:
            start_head(run, model, plain)
        metrics: dict[str, float] = {}
        loaded = run.loader(parts["valid"], 100, training=False)
        found = evaluate(run.unwrap(prepared), loaded, run.to_device, run.average())
        metrics["valid accuracy, frozen"] = found["accuracy"]
        for _ in run.epochs(config.epochs):
            prepared.train()
            for images, labels in run.batches(loader):
                optimizer.zero_grad()
                loss = cross_entropy(prepared(images), labels)
                run.backward(loss)
                optimizer.step()
                schedule.step()
            found = evaluate(run.unwrap(prepared), loaded, run.to_device, run.average())
            run.log({"train/loss": run.epoch_loss(), "valid/accuracy": found["accuracy"]})
        for name, part in parts.items():
            loaded = run.loader(part, 100, training=False)
            found = evaluate(run.unwrap(prepared), loaded, run.to_device, run.average())
            metrics[f"{name} accuracy"] = found["accuracy"]
        run.say("  ".join(f"{name} {value:.2%}" for name, value in metrics.items()))
        run.finish(metrics)
    return run.folder


@torch.no_grad()
def start_head(run: Run, model: Classifier, images: Enlarged) -> None:
    """Give the new layer the weights of softmax regression on the frozen trunk's features."""
    model.eval()
    pairs = []
    for batch in run.loader(images, 100, training=False):
        inputs, labels = run.to_device(batch)
        pairs.append((model.embed(inputs).float(), labels))
    found = torch.cat([pair[0] for pair in pairs])
    labels = torch.cat([pair[1] for pair in pairs])
    with torch.enable_grad():
        head = fit_head(found, labels, model.head.out_features)
    model.head.load_state_dict(head[0].state_dict())
