"""The loop, and the run behind `python train.py`."""

from __future__ import annotations

import dataclasses
import time
from functools import partial
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.training import Run
from work03_cifar10.data.augmentation import Augmentation, mixup
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.data.images import Images
from work03_cifar10.data.splits import Splits
from work03_cifar10.metrics.evaluation import evaluate
from work03_cifar10.models.by_name import build, check_size
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.training.config import Recipe, TrainConfig, completed, recipe_of
from work03_cifar10.training.lookahead import Lookahead
from work03_cifar10.training.trained_model import save_description

BIAS_SCALER = 64  # batch norm's biases learn this many times as fast as weights (Jordan 2024)
WARM_UP = 0.23  # share of the steps until the learning rate peaks


def learning_rate_factor(step: int, steps: int) -> float:
    """The learning rate as a share of its peak: from 0.2 up to 1, then down to 0.05, all linear."""
    peak = max(1.0, WARM_UP * steps)
    if step < peak:
        return 0.2 + 0.8 * step / peak
    return 1 - 0.95 * (step - peak) / (steps - peak)


def make_optimizer(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """SGD or AdamW, as `recipe` says; only what has a gradient is trained."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if recipe.optimizer == "adamw":
        return torch.optim.AdamW(
            parameters, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
    bias_scaler = BIAS_SCALER if isinstance(model, FastNet) else 1
    biases = [parameter for parameter in parameters if parameter.dim() == 1]
    weights = [parameter for parameter in parameters if parameter.dim() > 1]
    # A decay is taken off at the learning rate, so the faster group gets so much less of it.
    groups = [
        {"params": weights, "lr": recipe.learning_rate, "weight_decay": recipe.weight_decay},
        {
            "params": biases,
            "lr": recipe.learning_rate * bias_scaler,
            "weight_decay": recipe.weight_decay / bias_scaler,
        },
    ]
    return torch.optim.SGD(
        [group for group in groups if group["params"]], momentum=0.85, nesterov=True, fused=True
    )


def fit(run: Run, config: TrainConfig, model: nn.Module, splits: Splits) -> nn.Module:
    """Train `model` and record loss and accuracy after each epoch.

    Args:
        run: what surrounds the loop.
        config: settings.
        model: gives logits.
        splits: what to train and what to validate with.

    Returns:
        the model.
    """
    recipe = recipe_of(config)
    loader = run.loader(splits.train, recipe.batch_size, training=True)
    steps = recipe.epochs * len(loader)
    if isinstance(model, FastNet) and not config.resume:
        model.fit_whitening(
            splits.train.select(torch.arange(min(5000, len(splits.train)))).all()[0]
        )
    weights = None
    if config.balance:
        weights = class_weights(splits.train, len(splits.classes)).to(run.device)
    optimizer = make_optimizer(recipe, model)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, partial(learning_rate_factor, steps=steps)
    )
    others = [Lookahead(model, steps)] if recipe.lookahead else []
    model, optimizer, schedule, *averages = run.prepare(model, optimizer, schedule, *others)

    for epoch in run.epochs(recipe.epochs):
        model.train()
        splits.train.start(epoch)
        right = run.average()
        for images, labels in run.batches(loader):
            targets = labels
            if config.mixup:
                images, targets = mixup(images, labels, len(splits.classes), config.mixup)
            optimizer.zero_grad()
            logits = model(images)
            loss = cross_entropy(
                logits, targets, weight=weights, label_smoothing=recipe.label_smoothing
            )
            run.backward(loss)
            optimizer.step()
            schedule.step()
            for averaged in averages:
                averaged.step()
            right.update((logits.detach().argmax(dim=1) == labels).float())
        metrics = {"train/loss": run.epoch_loss(), "train/accuracy": right.compute().item()}
        if len(splits.valid):
            valid_loader = run.loader(splits.valid, 500, training=False)
            valid = evaluate(run.unwrap(model), valid_loader, run.to_device, run.average())
            metrics |= {f"valid/{name}": value for name, value in valid.items()}
        run.log(metrics)
    for averaged in averages:
        averaged.finish()
    return run.unwrap(model)


def train(config: TrainConfig) -> Path:
    """Train a classifier of images and test it once, at the end.

    Without options a small residual network learns CIFAR-10, in minutes on two cores.
    """
    recipe, config = recipe_of(config), completed(config)
    augmentation = Augmentation(recipe.flip, recipe.translate, config.cutout, config.color)
    splits = load_by_name(
        config.data,
        image_size=config.image_size,
        held_out=config.held_out,
        augmentation=augmentation,
        seed=config.seed,
    )
    if len(splits.train) < recipe.batch_size:
        config = dataclasses.replace(config, batch_size=len(splits.train))
    check_size(config.model, splits.shape)
    with Run(config, name=f"{Path(config.data).name}-{config.model}") as run:
        model = build(config.model, splits.shape, len(splits.classes), config.widths)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        run.say(
            f"{len(splits.train)} images, {len(splits.classes)} classes; {config.model}, "
            f"{parameters:,} parameters, in {run.precision}"
        )
        started = time.process_time()
        model = fit(run, config, model, splits)
        metrics: dict[str, float] = {
            "parameters": parameters,
            "training core-seconds": round(time.process_time() - started, 1),
        }
        for name, images in (("valid", splits.valid), ("test", splits.test)):
            if not len(images):
                continue
            result = evaluate(
                model,
                run.loader(images, 500, training=False),
                run.to_device,
                run.average(),
                tta=recipe.tta,
                flip=recipe.flip != "none",
            )
            metrics |= {f"{name} {metric}": value for metric, value in result.items()}
        run.say(f"test accuracy {metrics['test accuracy']:.2%}")
        run.finish(metrics)
        if run.is_main:
            save_description(
                run.folder,
                model=config.model,
                widths=config.widths,
                classes=splits.classes,
                shape=splits.shape,
                scale=splits.train.scale,
            )
    return run.folder


def class_weights(images: Images, classes: int) -> Float[Tensor, " classes"]:
    """Weights that make all classes count alike, 1 on average over the images."""
    counts = torch.bincount(images.labels, minlength=classes)
    return len(images) / (classes * counts.clamp(min=1))
