"""The settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Self

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.training import Run, RunConfig
from work03_cifar10.augmentation import Augmentation, Flip, mixup
from work03_cifar10.data import NAMES, ImageDataError, Images, Splits, load, split
from work03_cifar10.evaluation import evaluate
from work03_cifar10.fast_net import FastNet
from work03_cifar10.folder import load_collection
from work03_cifar10.look_ahead import LookAhead
from work03_cifar10.models.by_name import build, check_size
from work03_cifar10.recipes import RECIPES, Recipe
from work03_cifar10.trained_model import save_description

SHIFT_RATE = 64  # batch norm's shifts learn this many times as fast as weights (Jordan 2024)
WARM_UP = 0.23  # share of the steps until the learning rate peaks


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of one classifier. Where it says "the model's", `recipes.py` has the number."""

    data: str = "cifar10"
    """cifar10, mnist, fashion-mnist, sample; or a folder with a folder a class, or a CSV."""
    image_size: int = 32
    """Pixels a side that pictures of one's own are scaled to."""
    balance: bool = False
    """Weigh each image by how rare its class is."""
    model: Literal["linear", "mlp", "lenet", "alexnet", "fast"] = "fast"
    """fast is a small residual network."""
    widths: tuple[int, ...] = (32, 128, 128)
    """Features of the fast net's stages; 64 256 256 is its full width."""
    held_out: int | None = None
    """Training images to validate with: 5000 (a tenth of one's own) by default; 0: none."""
    epochs: int | None = None
    """Passes over the training images; the model's."""
    batch_size: int | None = None
    """Images in a step; the model's."""
    optimizer: Literal["sgd", "adamw"] | None = None
    """The model's."""
    learning_rate: float | None = None
    """The highest; it rises linearly, then falls linearly. The model's."""
    weight_decay: float | None = None
    """The model's."""
    label_smoothing: float | None = None
    """This share of the target is spread over all classes; the model's."""
    flip: Flip | None = None
    """Mirror images: none, random, alternating (the default; none for digits)."""
    shift: int | None = None
    """Move by up to so many pixels; the model's."""
    cutout: int = 0
    """Side of a square that is blackened."""
    colour: float = 0.0
    """Brightness, contrast, saturation by 1 ± colour."""
    mixup: float = 0.0
    """alpha of mixup; 0 blends nothing."""
    look_ahead: bool | None = None
    """Slow weights that follow the fast ones; the model's."""
    multi_crop: bool | None = None
    """Average over moved and mirrored copies when testing; the model's."""

    @classmethod
    def smoke_test(cls) -> Self:
        """One epoch of a narrow net on scikit-learn's digits."""
        return cls(smoke=True, data="sample", widths=(8, 16, 16), epochs=2, batch_size=100)


def recipe_of(config: TrainConfig) -> Recipe:
    """The model's recipe with what `config` says in its place."""
    recipe = RECIPES[config.model]
    if config.data in ("mnist", "sample"):
        recipe = dataclasses.replace(recipe, flip="none")  # a mirrored digit is another sign
    names = [field.name for field in dataclasses.fields(Recipe)]
    given = {name: getattr(config, name) for name in names if getattr(config, name) is not None}
    return dataclasses.replace(recipe, **given)


def completed(config: TrainConfig) -> TrainConfig:
    """The same settings with the model's where none are given, for a run to save."""
    return dataclasses.replace(config, **dataclasses.asdict(recipe_of(config)))


def rate_factor(step: int, steps: int) -> float:
    """Factor of the learning rate: from 0.2 up to 1, then down to 0.05, all linear."""
    peak = max(1.0, WARM_UP * steps)
    if step < peak:
        return 0.2 + 0.8 * step / peak
    return 1 - 0.95 * (step - peak) / (steps - peak)


def make_optimizer(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """SGD or AdamW, as `recipe` says; only what has a gradient is trained."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if recipe.optimizer == "adamw":
        return torch.optim.AdamW(
            trained, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
    faster = SHIFT_RATE if isinstance(model, FastNet) else 1
    shifts = [parameter for parameter in trained if parameter.dim() == 1]
    weights = [parameter for parameter in trained if parameter.dim() > 1]
    # A decay is taken off at the learning rate, so the faster group gets so much less of it.
    groups = [
        {"params": weights, "lr": recipe.learning_rate, "weight_decay": recipe.weight_decay},
        {
            "params": shifts,
            "lr": recipe.learning_rate * faster,
            "weight_decay": recipe.weight_decay / faster,
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
        splits: what to learn from and what to watch.

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
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(rate_factor, steps=steps))
    others = [LookAhead(model, steps)] if recipe.look_ahead else []
    model, optimizer, schedule, *look_ahead = run.prepare(model, optimizer, schedule, *others)

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
            for averaged in look_ahead:
                averaged.step()
            right.update((logits.detach().argmax(dim=1) == labels).float())
        metrics = {"train/loss": run.epoch_loss(), "train/accuracy": right.compute().item()}
        if len(splits.valid):
            loaded = run.loader(splits.valid, 500, training=False)
            found = evaluate(run.unwrap(model), loaded, run.to_device, run.average())
            metrics |= {f"valid/{name}": value for name, value in found.items()}
        run.log(metrics)
    for averaged in look_ahead:
        averaged.finish()
    return run.unwrap(model)


def train(config: TrainConfig) -> Path:
    """Train a classifier of images and test it once, at the end.

    Without options a small residual network learns CIFAR-10, in minutes on two cores.
    """
    recipe, config = recipe_of(config), completed(config)
    splits = load_splits(config)
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
        trained = fit(run, config, model, splits)
        metrics: dict[str, float] = {
            "parameters": parameters,
            "training core-seconds": round(time.process_time() - started, 1),
        }
        for name, images in (("valid", splits.valid), ("test", splits.test)):
            if not len(images):
                continue
            found = evaluate(
                trained,
                run.loader(images, 500, training=False),
                run.to_device,
                run.average(),
                multi_crop=recipe.multi_crop,
                mirror=recipe.flip != "none",
            )
            metrics |= {f"{name} {metric}": value for metric, value in found.items()}
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


def load_splits(config: TrainConfig) -> Splits:
    """The data that `config` names, augmented as it says."""
    recipe = recipe_of(config)
    augmentation = Augmentation(recipe.flip, recipe.shift, config.cutout, config.colour)
    if config.data in NAMES:
        return load(
            config.data, held_out=config.held_out, augmentation=augmentation, seed=config.seed
        )
    if not Path(config.data).exists():
        raise ImageDataError(
            f"no data set and no folder {config.data}: choose {', '.join(NAMES)}, or name a "
            "folder with a folder of images for each class, or a CSV"
        )
    pictures = load_collection(Path(config.data), config.image_size, config.seed)
    print("\n".join(pictures.report), flush=True)
    held_out = len(pictures.known) // 10 if config.held_out is None else config.held_out
    return split(
        pictures.known,
        pictures.tested,
        held_out=held_out,
        augmentation=augmentation,
        seed=config.seed,
    )


def class_weights(images: Images, classes: int) -> Float[Tensor, " classes"]:
    """Weights that make all classes count alike, 1 on average over the images."""
    counts = torch.bincount(images.labels, minlength=classes)
    return len(images) / (classes * counts.clamp(min=1))
