"""Training a detector: the settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import torch
from torch import nn

from final_ssd.anchor_clustering import clustered_levels
from final_ssd.annotations import Policy
from final_ssd.averaging import MovingAverage
from final_ssd.boxes import to_corner_and_size
from final_ssd.data import SCENES, DataName, DataSettings, load, write_findings
from final_ssd.detector import Detector, DetectorConfig, parameters, save_config
from final_ssd.drawing import draw_examples
from final_ssd.evaluation import detect_all, evaluate, gather
from final_ssd.presets import PresetName, Recipe, preset
from final_ssd.samples import Splits, collate
from final_ssd.targets import detection_loss
from shared.training import Run, RunConfig

CLUSTERED_IMAGES = 500  # training images whose boxes the anchors are made of
EVALUATION_BATCH = 32


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a detector's training.

    The defaults take five minutes on two cores: a light network on composed scenes of digits. What is
    None comes from the preset.
    """

    preset: PresetName = "light"
    """light (MobileNetV2), tiny (a first lesson), default (R50-FPN), small (with P2), gpu, faithful."""
    data: DataName = "scenes"
    """scenes are composed; bccd is fetched; voc and coco need --folder."""
    folder: Path | None = None
    """Of Pascal VOC (holds VOC2007, VOC2012) or of a COCO-like data set (see data.py)."""
    epochs: int | None = None
    """Passes over the training images."""
    batch_size: int | None = None
    """Images in a step, of all processes together."""
    learning_rate: float | None = None
    """At its highest."""
    image_size: int | None = None
    """Pixels a side of the network's input."""
    pretrained: bool | None = None
    """Start the trunk with ImageNet weights."""
    scenes: int = SCENES
    """Composed scenes in an epoch."""
    finest_stride: int | None = None
    """Of the finest level; the others follow, each twice the one before. Anchors are clustered anew."""
    bad_boxes: Policy = "drop"
    """Boxes and images that cannot be right are dropped and counted, or end the run."""
    mosaic: bool = False
    """Four training images in one, half of the time."""
    download: bool = False
    """Let torchvision fetch Pascal VOC into --folder first."""
    workers: int = 0
    """Processes that load images."""

    @classmethod
    def smoke_test(cls) -> Self:
        """A few steps of the tiny network, no download."""
        return cls(
            smoke=True,
            preset="tiny",
            data="sample",
            epochs=2,
            scenes=48,
            batch_size=8,
            image_size=64,
        )


def make_recipe(config: TrainConfig) -> Recipe:
    """The preset with what the command line changes."""
    recipe = preset(config.preset)
    names = ("epochs", "batch_size", "learning_rate", "image_size", "pretrained")
    given = {name: getattr(config, name) for name in names if getattr(config, name) is not None}
    if config.finest_stride is not None:
        factor = config.finest_stride / recipe.strides[0]
        given |= {"strides": tuple(int(s * factor) for s in recipe.strides), "levels": None}
    return dataclasses.replace(recipe, **given)


def data_settings(config: TrainConfig, recipe: Recipe) -> DataSettings:
    """What `load` needs to know."""
    return DataSettings(
        name=config.data,
        image_size=recipe.image_size,
        folder=config.folder,
        seed=config.seed,
        scenes=config.scenes,
        augment=recipe.augment,
        mosaic=config.mosaic,
        policy=config.bad_boxes,
        download=config.download,
    )


def rate_factor(step: int, steps: int, recipe: Recipe) -> float:
    """Factor of the learning rate: it rises in the warm-up, then follows the schedule."""
    rising = round(recipe.warmup * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    if recipe.schedule == "constant":
        return 1.0
    done = (step - rising) / max(1, steps - rising)
    if recipe.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return 1.0 if done < 0.6 else 0.1 if done < 0.85 else 0.01


def make_detector(recipe: Recipe, splits: Splits) -> Detector:
    """The network that a recipe describes, its anchors from the training boxes if they are not given."""
    levels = recipe.levels
    if levels is None:
        count = min(CLUSTERED_IMAGES, len(splits.train))  # type: ignore[arg-type]
        boxes = torch.cat([splits.train[index][1]["boxes"] for index in range(count)])
        shapes = to_corner_and_size(boxes)[:, 2:]
        levels = clustered_levels(shapes, recipe.strides, recipe.per_level)
    config = DetectorConfig(
        classes=splits.classes,
        image_size=recipe.image_size,
        levels=levels,
        trunk=recipe.trunk,
        norm=recipe.norm,
        pyramid=recipe.pyramid,
        head_convolutions=recipe.head_convolutions,
        shared_heads=recipe.shared_heads,
        head_norm=recipe.head_norm,
        scores=recipe.scores,
    )
    detector = Detector(config, pretrained=recipe.pretrained)
    detector.trunk.requires_grad_(recipe.train_trunk)
    return detector


def make_optimizer(detector: Detector, recipe: Recipe) -> torch.optim.Optimizer:
    """The trunk at its own rate; no decay for biases and norms."""
    groups = []
    for module, factor in (
        (detector.trunk, recipe.trunk_rate),
        (nn.ModuleList([detector.neck, detector.class_head, detector.box_head]), 1.0),
    ):
        learnt = [p for p in module.parameters() if p.requires_grad]
        for decayed in (True, False):
            chosen = [p for p in learnt if (p.dim() > 1) == decayed]
            if chosen:
                decay = recipe.weight_decay if decayed else 0.0
                rate = recipe.learning_rate * factor
                groups.append({"params": chosen, "lr": rate, "weight_decay": decay})
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, momentum=0.9, fused=True)
    kind = torch.optim.AdamW if recipe.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, fused=True)


def to_training_mode(detector: nn.Module, recipe: Recipe) -> None:
    """Training mode; a trunk that does not learn stays in evaluation, unless its norms may move."""
    detector.train()
    if not recipe.train_trunk and not recipe.moving_norm:
        detector.trunk.eval()  # type: ignore[union-attr, operator]


def fit(run: Run, recipe: Recipe, detector: Detector, splits: Splits, workers: int = 0) -> Detector:
    """Train a detector and record its mAP on the validation images after each epoch.

    Returns:
        the detector with averaged weights, if the recipe averages, in evaluation mode.
    """
    config = detector.config
    optimizer = make_optimizer(detector, recipe)
    loader = run.loader(
        splits.train, recipe.batch_size, training=True, collate_fn=collate, num_workers=workers
    )
    steps = recipe.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, partial(rate_factor, steps=steps, recipe=recipe)
    )
    detector.to(run.device)
    average = MovingAverage(detector, recipe.average)
    model, optimizer, schedule, average = run.prepare(detector, optimizer, schedule, average)

    for epoch in run.epochs(recipe.epochs):
        if hasattr(splits.train, "start"):
            splits.train.start(epoch)
        to_training_mode(run.unwrap(model), recipe)
        sums = torch.zeros(2, device=run.device)
        for images, truths in run.batches(loader):
            optimizer.zero_grad()
            logits, offsets = model(images)
            class_loss, box_loss = detection_loss(
                logits, offsets, truths, detector.anchors, config, recipe.loss
            )
            run.backward(class_loss + box_loss)
            if recipe.clip:
                run.clip_gradients(recipe.clip)
            optimizer.step()
            schedule.step()
            average.update(run.unwrap(model))
            sums += torch.stack([class_loss.detach(), box_loss.detach()])
        means = (sums / len(loader)).tolist()
        losses = {"train/class loss": means[0], "train/box loss": means[1]}
        result = score(
            run, average.model if recipe.average else run.unwrap(model), recipe, splits.valid
        )
        run.log({"train/loss": run.epoch_loss(), **losses, **result})
    if recipe.average:
        detector.load_state_dict(average.model.state_dict())
    return detector.eval()


def score(run: Run, model: nn.Module, recipe: Recipe, images: object) -> dict[str, float]:
    """mAP on images of the validation set, over all processes."""
    loader = run.loader(images, EVALUATION_BATCH, training=False, collate_fn=collate)  # type: ignore[arg-type]
    pairs = detect_all(
        model, loader, run.to_device, lowest_score=recipe.lowest_score, overlap=recipe.overlap
    )
    result = evaluate(gather(pairs, run.processes), len(model.config.classes))  # type: ignore[union-attr, arg-type]
    return {
        "valid/mAP": result.average_precision(),
        "valid/mAP at 0.5": result.average_precision(0.5),
    }


def train_recipe(config: RunConfig, recipe: Recipe, data: DataSettings, workers: int = 0) -> Path:
    """Train by a recipe; see `train`. Returns the run folder."""
    splits, findings = load(data)
    with Run(config, name="ssd") as run:
        detector = make_detector(recipe, splits)
        run.say(
            f"{len(splits.train)} training images of {recipe.image_size}×{recipe.image_size}, "  # type: ignore[arg-type]
            f"{len(splits.classes)} classes; {len(detector.anchors)} anchors, "
            f"{parameters(detector):,} parameters, {run.precision}"
        )
        if findings.counts:
            run.say(f"annotations: {findings.summary()}; see findings.json")
        if run.is_main:
            save_config(detector.config, run.folder)
            write_findings(findings, run.folder / "findings.json")
        detector = fit(run, recipe, detector, splits, workers)
        tested = score(run, detector, recipe, splits.test)
        if run.is_main:
            draw_examples(detector, splits, run.folder / "detections.png")
        run.finish({name.replace("valid/", "test "): value for name, value in tested.items()})
    return run.folder


def train(config: TrainConfig) -> Path:
    """Train an R50-FPN-SSD detector, or a lighter one, and measure mAP on the test images once."""
    recipe = make_recipe(config)
    return train_recipe(config, recipe, data_settings(config, recipe), config.workers)
