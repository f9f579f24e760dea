"""The loop, and the run behind `python train.py`."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.training import Loop, Run
from work03_cifar10.data.augmentation import mixup
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import Splits
from work03_cifar10.metrics.evaluation import evaluate
from work03_cifar10.models.by_name import build, check_size
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.training.config import TrainConfig, capped_batch
from work03_cifar10.training.lookahead import Lookahead
from work03_cifar10.training.trained_model import keep_description

BIAS_SCALER = 64  # batch norm's biases learn this many times as fast as weights (Jordan 2024)
WARM_UP = 0.23  # share of the steps until the learning rate peaks
WHITENED = 5000  # images that the first layer of the fast net is fitted to


def learning_rate_factor(step: int, steps: int) -> float:
    """Return the learning rate as a share of its peak: from 0.2 up to 1, then down to 0.05."""
    peak = max(1.0, WARM_UP * steps)
    if step < peak:
        return 0.2 + 0.8 * step / peak
    return 1 - 0.95 * (step - peak) / max(1.0, steps - peak)


def make_optimizer(config: TrainConfig, model: nn.Module) -> torch.optim.Optimizer:
    """Make SGD or AdamW, as `config` says; only what has a gradient is trained."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if config.optimizer == "adamw":
        return torch.optim.AdamW(
            parameters, config.learning_rate, weight_decay=config.weight_decay, fused=True
        )
    bias_scaler = BIAS_SCALER if isinstance(model, FastNet) else 1
    biases = [parameter for parameter in parameters if parameter.dim() == 1]
    weights = [parameter for parameter in parameters if parameter.dim() > 1]
    # A decay is taken off at the learning rate, so the faster group gets so much less of it.
    groups = [
        {"params": weights, "lr": config.learning_rate, "weight_decay": config.weight_decay},
        {
            "params": biases,
            "lr": config.learning_rate * bias_scaler,
            "weight_decay": config.weight_decay / bias_scaler,
        },
    ]
    return torch.optim.SGD(
        [group for group in groups if group["params"]], momentum=0.85, nesterov=True, fused=True
    )


def fit(loop: Loop, config: TrainConfig, model: nn.Module, splits: Splits) -> nn.Module:
    """Train `model` and record loss and accuracy after each epoch.

    Args:
        loop: what surrounds the training.
        config: settings.
        model: gives logits.
        splits: what to train and what to validate with.

    Returns:
        the model.
    """
    loader = loop.loader(splits.train, config.batch_size, training=True)
    steps = config.epochs * len(loader)
    if isinstance(model, FastNet):
        first = torch.arange(min(WHITENED, len(splits.train)))
        model.fit_whitening(splits.train.select(first).all()[0])
    weights = None
    if config.balance:
        weights = class_weights(splits.train, len(splits.classes)).to(loop.device)
    optimizer = make_optimizer(config, model)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, partial(learning_rate_factor, steps=steps)
    )
    others = [Lookahead(model, steps)] if config.lookahead else []
    model, optimizer, schedule, *averages = loop.prepare(model, optimizer, schedule, *others)

    for _ in loop.epochs(config.epochs):
        model.train()
        correct = loop.average()
        for images, labels in loop.batches(loader):
            targets = labels
            if config.mixup:
                images, targets = mixup(images, labels, len(splits.classes), config.mixup)
            optimizer.zero_grad()
            logits = model(images)
            loss = cross_entropy(
                logits, targets, weight=weights, label_smoothing=config.label_smoothing
            )
            # A weighted mean is one over weights, which differ between processes' shares.
            count = None if weights is None or config.mixup else weights[labels].sum()
            loop.backward(loss, count=count)
            optimizer.step()
            schedule.step()
            for averaged in averages:
                averaged.step()
            correct.update((logits.detach().argmax(dim=1) == labels).float())
        metrics = {"train/loss": loop.epoch_loss(), "train/accuracy": correct.compute().item()}
        if len(splits.valid):
            valid = evaluate(loop.evaluating(model, splits.valid, 500))
            metrics |= {f"valid/one_view/{name}": value for name, value in valid.items()}
        loop.log(metrics)
    for averaged in averages:
        averaged.finish()
    return loop.unwrap(model)


def train(config: TrainConfig) -> Path:
    """Train a classifier of images and test it once, at the end.

    Without options a small residual network learns CIFAR-10, in minutes on two cores.
    """
    splits = load_by_name(
        config.data,
        image_size=config.image_size,
        held_out=config.held_out,
        augmentation=config.augmentation,
        seed=config.seed,
    )
    batch_size, note = capped_batch(config.batch_size, len(splits.train))
    config = dataclasses.replace(config, batch_size=batch_size)
    check_size(config.model, splits.shape)
    views = 1
    if config.tta:
        views = 3 if splits.train.augmentation.flip == "none" else 6
    with Run(config, name=f"{Path(config.data).name}-{config.model}") as run:
        for line in (*splits.report, *note):
            run.say(line)
        model = build(config.model, splits.shape, len(splits.classes), config.widths)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        run.say(
            f"{len(splits.train)} images, {len(splits.classes)} classes; {config.model}, "
            f"{parameters:,} parameters, in {run.precision}"
        )
        keep_description(
            run, splits, splits.train, model=config.model, widths=config.widths, views=views
        )
        model = fit(run, config, model, splits)
        metrics = {"parameters": parameters, "train/core_seconds": round(run.cpu_seconds, 1)}
        for name, images in (("valid", splits.valid), ("test", splits.test)):
            if len(images):
                result = evaluate(run.evaluating(model, images, 500), views)
                metrics |= {f"{name}/{metric}": value for metric, value in result.items()}
        run.finish(metrics)
        for name, value in metrics.items():
            if name.endswith("/accuracy"):
                run.say(f"{name} {value:.2%}")
    return run.folder


def class_weights(images: Images, classes: int) -> Float[Tensor, " classes"]:
    """Return weights that make all classes count alike, 1 on average over the images."""
    counts = torch.bincount(images.labels, minlength=classes)
    return len(images) / (classes * counts.clamp(min=1))
