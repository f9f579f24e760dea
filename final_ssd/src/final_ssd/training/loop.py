"""The training loop, and the run behind `python train.py`."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from final_ssd.data.annotations import AnnotationError, Findings
from final_ssd.data.identities import EDGES, IMAGES, Identities, identities_of, names_of
from final_ssd.data.samples import Target, collate
from final_ssd.data.splits import Splits, load
from final_ssd.metrics.evaluation import SCORE_THRESHOLD, detect_all, evaluate
from final_ssd.models.detector import Detector, parameters
from final_ssd.models.saved import DESCRIPTION, save_config
from final_ssd.training.averaging import MovingAverage
from final_ssd.training.config import (
    OptimizerConfig,
    TrainConfig,
    anchor_levels,
    frozen,
    make_detector,
)
from final_ssd.training.detection_loss import BatchLoss, detection_loss
from shared.errors import UserError
from shared.training import Loop, Run
from shared.training.begun_with import refuse_others
from shared.training.folder.saved import read_json
from shared.training.run import write_json
from shared.training.settings.config import to_json
from shared.training.settings.ranges import SettingsError

EVALUATION_BATCH = 32
FINDINGS = "findings.json"


def learning_rate_factor(step: int, steps: int, config: OptimizerConfig) -> float:
    """Return the learning rate's factor: it rises in the warm-up, then follows the schedule."""
    rising = round(config.warmup * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    if config.schedule == "constant":
        return 1.0
    done = (step - rising) / max(1, steps - rising)
    if config.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return 1.0 if done < 0.6 else 0.1 if done < 0.85 else 0.01


def make_schedule(
    optimizer: torch.optim.Optimizer, steps: int, config: OptimizerConfig
) -> torch.optim.lr_scheduler.LambdaLR:
    """Make what sets the learning rate before each of `steps` steps, by `learning_rate_factor`."""
    factor = partial(learning_rate_factor, steps=steps, config=config)
    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def make_optimizer(
    model: nn.Module, backbone: nn.Module, learning_rate: float, config: OptimizerConfig
) -> torch.optim.Optimizer:
    """Make an optimizer: the backbone at its own learning rate, no decay for biases and norms.

    Args:
        model: whose parameters that need a gradient are moved.
        backbone: the part of it that began with published weights.
        learning_rate: of all else, at its highest.
        config: the settings.
    """
    of_backbone = set(backbone.parameters())
    groups = []
    for factor, part in ((config.backbone_factor, True), (1.0, False)):
        trained = [p for p in model.parameters() if p.requires_grad and (p in of_backbone) == part]
        for decayed in (True, False):
            chosen = [p for p in trained if (p.dim() > 1) == decayed]
            if chosen:
                decay = config.weight_decay if decayed else 0.0
                groups.append(
                    {"params": chosen, "lr": learning_rate * factor, "weight_decay": decay}
                )
    if config.name == "sgd":
        return torch.optim.SGD(groups, momentum=0.9, fused=True)
    kind = torch.optim.AdamW if config.name == "adamw" else torch.optim.Adam
    return kind(groups, fused=True)


def to_training_mode(detector: Detector, config: TrainConfig) -> None:
    """Set training mode; stages that are not trained stay in evaluation, so that no norm moves."""
    detector.train()
    for stage in frozen(detector, config):
        stage.eval()


def fit(
    loop: Loop,
    config: TrainConfig,
    detector: Detector,
    splits: Splits,
    loss: Callable[..., BatchLoss] = detection_loss,
) -> Detector:
    """Train a detector and log its mAP on the validation images after each epoch.

    Args:
        loop: a Loop, or a Run.
        config: the settings.
        detector: to be trained.
        splits: training and validation images.
        loss: of a batch; takes what `detection_loss` takes.

    Returns:
        the detector with averaged weights, if the configuration averages, in evaluation mode.
    """
    optimizer = make_optimizer(detector, detector.backbone, config.learning_rate, config.optimizer)
    batch_size = min(config.batch_size, len(splits.train))  # type: ignore[arg-type]
    loader = loop.loader(
        splits.train, batch_size, training=True, collate_fn=collate,
        num_workers=config.workers,
    )  # fmt: skip
    schedule = make_schedule(optimizer, config.epochs * len(loader), config.optimizer)
    average = MovingAverage(detector.to(loop.device), config.optimizer.average)
    model, optimizer, schedule, average = loop.prepare(detector, optimizer, schedule, average)

    for _ in loop.epochs(config.epochs):
        to_training_mode(detector, config)
        parts = loop.average()
        for images, targets in loop.batches(loader):
            optimizer.zero_grad()
            logits, offsets = model(images)
            class_loss, box_loss, count = loss(
                logits, offsets, targets, detector.anchors, detector.config, config.loss
            )
            loop.backward(class_loss + box_loss, count=count)
            if config.optimizer.clip:
                loop.clip_gradients(config.optimizer.clip)
            optimizer.step()
            schedule.step()
            average.update(detector)
            share = loop.weight_of(count) / loop.processes
            parts.update(torch.stack([class_loss, box_loss])[None], share)
        class_mean, box_mean = parts.compute().tolist()
        losses = {"train/class loss": class_mean, "train/box loss": box_mean}
        scored = average.model if config.optimizer.average else detector
        valid = score(loop, scored, splits.valid) if len(splits.valid) else {}  # type: ignore[arg-type]
        loop.log(
            {"train/loss": loop.epoch_loss(), **losses}
            | {f"valid/{name}": value for name, value in valid.items()}
        )
    if config.optimizer.average:
        detector.load_state_dict(average.model.state_dict())
    return detector.eval()


def score(
    loop: Loop, detector: nn.Module, images: Dataset[tuple[Tensor, Target]]
) -> dict[str, float]:
    """Measure mAP on held-out images, over all processes."""
    held_out = loop.evaluating(detector, images, EVALUATION_BATCH, collate_fn=collate)
    pairs = detect_all(held_out.model, held_out, score_threshold=SCORE_THRESHOLD)
    every = [pair for own in loop.gather(pairs) for pair in own]
    result = evaluate(every, len(detector.config.classes))  # type: ignore[union-attr, arg-type]
    return {"mAP": result.average_precision(), "mAP50": result.average_precision(0.5)}


def train(
    config: TrainConfig, draw: Callable[[Detector, Splits, Path], object] | None = None
) -> Path:
    """Train by a configuration and measure mAP on the test images once.

    Args:
        config: the settings.
        draw: writes a picture of the trained detector's detections.

    Returns:
        the run's folder.

    Raises:
        SettingsError: norms without statistics are to be frozen.
        UserError: the data cannot be used, or are not those of the run that is to go on.
    """
    if config.network.norm == "frozen" and not config.pretrained:
        raise SettingsError(
            "--no-pretrained needs --network.norm running: frozen norms have no statistics"
        )
    splits, findings = load_with_findings(config)
    images = identities_of(splits.entries)
    with Run(config, name="ssd") as run:
        if run.is_main:
            refuse_other_images(run.folder, images)
            edges = {"first_pixel": splits.first_pixel}
            refuse_others(run.folder / EDGES, edges)
            findings.write(run.folder / FINDINGS)
            if images:
                write_json(run.folder / IMAGES, images)
            if splits.first_pixel is not None:
                write_json(run.folder / EDGES, edges)
        levels = run.from_main(anchor_levels(config, splits))
        detector = make_detector(config, splits.classes, levels, splits.category_ids)
        if run.is_main:
            refuse_others(run.folder / DESCRIPTION, to_json(detector.config))
            save_config(detector.config, run.folder)
        run.say(
            f"{len(splits.train)} training images of {config.image_size}×{config.image_size}, "  # type: ignore[arg-type]
            f"{len(splits.classes)} classes; {len(detector.anchors)} anchors, "
            f"{parameters(detector):,} parameters, {run.precision}"
        )
        for assumption in findings.assumptions:
            run.say(assumption)
        if findings.counts:
            run.say(f"annotations: {findings.summary()}; see {FINDINGS}")
        detector = fit(run, config, detector, splits)
        test = score(run, detector, splits.test)
        run.finish({f"test/{name}": value for name, value in test.items()})
        if run.is_main and draw is not None:
            draw(detector, splits, run.folder / "detections.png")
    return run.folder


def load_with_findings(config: TrainConfig) -> tuple[Splits, Findings]:
    """Load the data of a run, and what is wrong with them.

    Raises:
        UserError: they cannot be used; what was found until then is in the folder of the runs.
    """
    findings = Findings(config.bad_boxes)
    try:
        return load(config.data_settings, findings), findings
    except UserError as error:
        if not findings.counts:
            raise
        findings.write(config.runs / FINDINGS)
        raise AnnotationError(f"{error}; all findings are in {config.runs / FINDINGS}") from error


def refuse_other_images(run: Path, images: Identities) -> None:
    """Make sure that a resumed run goes on with its own images: others would mix training and test.

    Raises:
        AnnotationError: images were added, moved or taken away since it began.
    """
    if not images or not (run / IMAGES).exists():
        return
    before = names_of(read_json(run / IMAGES))
    if changed := sorted(before ^ names_of(images), key=str):
        raise AnnotationError(
            f"the data of {run} have changed since it began: {len(changed)} image(s) more, less or "
            f"elsewhere, such as {changed[0][1]}; bring them back, or start a new run without "
            "--resume"
        )
