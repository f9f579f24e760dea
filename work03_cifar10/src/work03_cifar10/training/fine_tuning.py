"""Fine-tuning: a backbone from ImageNet, a new head, and a learning rate for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Self

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import (
    EpochDataset,
    InMemory,
    Loop,
    Notes,
    Run,
    RunConfig,
    read_metrics,
    seed_everything,
)
from shared.training.settings.ranges import Above, AtLeast, Between
from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation, augment
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import check_held_out
from work03_cifar10.metrics.evaluation import evaluate
from work03_cifar10.models.backbones import (
    Backbone,
    BackboneName,
    Classifier,
    enlarged,
    load_backbone,
)
from work03_cifar10.training.config import capped_batch
from work03_cifar10.training.frozen_features import fit_head
from work03_cifar10.training.loop import learning_rate_factor
from work03_cifar10.training.trained_model import keep_description

FROZEN = "valid/frozen/accuracy"
VALID = (FROZEN, "valid/accuracy")
FLIP_AND_TRANSLATE = Augmentation(flip="random", translate=2)


@dataclass(frozen=True)
class FineTuneConfig(RunConfig):
    """Settings of a fine-tuning run."""

    data: str = "cifar10"
    """cifar10, fashion-mnist, mnist, sample; or a folder with a folder a class, or a CSV."""
    backbone: BackboneName = "mobilenet-v2"
    """vgg16 and resnet18 need torchvision's server, or their files in the cache."""
    pretrained: bool = True
    """Start from ImageNet's weights."""
    image_size: Annotated[int, Between(32, 512)] = 96
    """Pixels a side that images are enlarged to; the backbones were trained with 224."""
    held_out: Annotated[float, AtLeast(0)] = 0.1
    """Training images to validate with: a share below 1, or how many; 0: all are trained with."""
    images: Annotated[int, AtLeast(0)] = 5000
    """Training images at most, and 1,000 of those held out; 0: all there are."""
    epochs: Annotated[int, AtLeast(1)] = 3
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(1)] = 50
    """Images in a step; where there are fewer, all of them."""
    head_learning_rate: Annotated[float, Above(0)] = 1e-3
    """The highest learning rate of the new layer."""
    backbone_learning_rate: Annotated[float, AtLeast(0)] = 1e-4
    """That of the backbone: what it has learned should change little."""
    weight_decay: Annotated[float, AtLeast(0)] = 1e-2
    """Of AdamW."""

    def __post_init__(self) -> None:
        """Check every field.

        Raises:
            SettingsError: a setting is out of its range.
        """
        super().__post_init__()
        check_held_out(self.held_out)

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings for random weights and few small digits."""
        return cls(
            smoke=True,
            precision="fp32",
            data="sample",
            pretrained=False,
            image_size=32,
            images=100,
            epochs=1,
        )


class Enlarged(InMemory, EpochDataset):
    """Images as a backbone expects them; augmented before they are enlarged."""

    def __init__(self, images: Images, backbone: Backbone, size: int) -> None:
        self.images, self.backbone, self.size = images, backbone, size

    def __len__(self) -> int:
        return len(self.images)

    def start(self, epoch: int) -> None:
        """Hand out the batches of `epoch` from here on."""
        self.images.start(epoch)

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, ...]:
        """Return the batch of these images: (images, labels)."""
        images, rows = self.images, torch.as_tensor(indices)
        pixels = augment(images.pixels[rows], images.augmentation, rows, images.epoch, images.seed)
        return self.backbone.scale(enlarged(pixels, self.size)), images.labels[rows]


def fit(
    loop: Loop, config: FineTuneConfig, model: Classifier, train: Enlarged, valid: Enlarged
) -> Classifier:
    """Fit the head to the frozen backbone, then train both, the backbone more slowly.

    The head comes first: while it is random its gradients are noise that would spoil the backbone.
    What it reaches alone is recorded with the first epoch, as `valid/frozen/accuracy`.
    """
    groups = [
        {"params": model.head.parameters(), "lr": config.head_learning_rate},
        {
            "params": [p for p in model.backbone.parameters() if p.requires_grad],
            "lr": config.backbone_learning_rate,
        },
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=config.weight_decay)
    loader = loop.loader(train, config.batch_size, training=True)
    factor = partial(learning_rate_factor, steps=config.epochs * len(loader))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    wrapped, optimizer, schedule, notes = loop.prepare(model, optimizer, schedule, Notes())
    if loop.step == 0:
        start_head(loop, model, train)
        if len(valid):
            notes[FROZEN] = evaluate(loop.evaluating(wrapped, valid, 100))["accuracy"]
    for epoch in loop.epochs(config.epochs):
        wrapped.train()
        for images, labels in loop.batches(loader):
            optimizer.zero_grad()
            loss = cross_entropy(wrapped(images), labels)
            loop.backward(loss)
            optimizer.step()
            schedule.step()
        metrics = {**notes} if epoch == 0 else {}
        metrics["train/loss"] = loop.epoch_loss()
        if len(valid):
            result = evaluate(loop.evaluating(wrapped, valid, 100))
            metrics |= {f"valid/{name}": value for name, value in result.items()}
        loop.log(metrics)
    return model


@torch.no_grad()
def start_head(loop: Loop, model: Classifier, train: Enlarged) -> None:
    """Give the new layer the weights of softmax regression on the frozen backbone's features.

    Each process computes the features of its share of the images, once; the main process fits the
    layer to all of them, and the others take it over.
    """
    model.eval()
    plain = Enlarged(
        replace(train.images, augmentation=NO_AUGMENTATION), train.backbone, train.size
    )
    features = torch.zeros(len(plain), model.head.in_features, device=loop.device)
    share = torch.arange(len(plain)).tensor_split(loop.processes)[loop.rank]
    for rows in share.split(100):
        images, _ = loop.to_device(plain.__getitems__(rows.tolist()))
        features[rows.to(loop.device)] = model.embed(images).float()
    features = loop.sum_over_processes(features).cpu()
    state: dict[str, Tensor] = {}
    if loop.rank == 0:
        with torch.enable_grad():
            head = fit_head(features, plain.images.labels, model.head.out_features)
        state = head[0].state_dict()
    model.head.load_state_dict(loop.from_main(state))


def fine_tune(config: FineTuneConfig) -> Path:
    """Fit a new head to a frozen backbone, then train both; test once, at the end."""
    splits = load_by_name(
        config.data,
        image_size=config.image_size,
        held_out=config.held_out,
        augmentation=FLIP_AND_TRANSLATE,
        seed=config.seed,
    )
    train_images, valid_images = splits.train, splits.valid
    if config.images:
        train_images = train_images.select(torch.arange(min(config.images, len(train_images))))
        valid_images = valid_images.select(torch.arange(min(1000, len(valid_images))))
    batch_size, note = capped_batch(config.batch_size, len(train_images))
    config = replace(config, batch_size=batch_size)
    seed_everything(config.seed)  # a backbone without ImageNet's weights is random
    backbone = load_backbone(config.backbone, pretrained=config.pretrained)
    train, valid, test = (
        Enlarged(images, backbone, config.image_size)
        for images in (train_images, valid_images, splits.test)
    )
    with Run(config, name=f"{config.backbone}-{Path(config.data).name}") as run:
        for line in (*splits.report, *note):
            run.say(line)
        run.say(
            f"{len(train)} of {len(splits.train)} training images, {len(valid)} of "
            f"{len(splits.valid)} validation images (--images); {len(splits.classes)} classes"
        )
        keep_description(
            run, splits, train_images, backbone=config.backbone, image_size=config.image_size
        )
        model = fit(run, config, Classifier(backbone, len(splits.classes)), train, valid)
        records = run.from_main(read_metrics(run.folder) if run.is_main else [])
        first_and_last = records[0] | records[-1]
        metrics = {name: first_and_last[name] for name in VALID if name in first_and_last}
        if len(test):
            metrics["test/accuracy"] = evaluate(run.evaluating(model, test, 100))["accuracy"]
        run.finish(metrics)
        for name, value in metrics.items():
            run.say(f"{name} {value:.2%}")
    return run.folder
