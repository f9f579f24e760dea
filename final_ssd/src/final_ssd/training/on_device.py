"""Training with photos, augmentation and loss on the GPU: `loop.py` for minutes of an H100.

The order of a step is the same as there. What is missing is whatever makes the GPU wait: no loader, no
list of objects that are counted, no number that is read back before the end, and no Python between two
layers: from the batch to its gradients a step is recorded as a CUDA graph. The layers compute in bf16,
weights and losses are float32.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from final_ssd.data.on_device import PhotosOnDevice
from final_ssd.data.samples import Target, collate
from final_ssd.geometry.clustering import clustered_levels
from final_ssd.metrics.evaluation import BATCH, SCORE_THRESHOLD, Pairs, detect_all
from final_ssd.models.detector import Detector
from final_ssd.models.frozen_affine import fuse_frozen_norms
from final_ssd.models.tta import Views, detect_with
from final_ssd.training.averaging import MovingAverage
from final_ssd.training.config import TrainConfig, make_detector
from final_ssd.training.dense_loss import dense_loss
from final_ssd.training.loop import make_optimizer, make_schedule, to_training_mode
from shared.training.machine.recording import fastest_algorithms, recorded, until_done


@dataclass(frozen=True)
class Fitted:
    """What a training on a device gives.

    Attributes:
        detector: with averaged weights, in evaluation mode.
        seconds: of the training alone.
        images: how many it has seen.
        losses: the mean loss of each epoch.
        graph: whether its steps were recorded as a CUDA graph.
    """

    detector: Detector
    seconds: float
    images: int
    losses: list[float]
    graph: bool


def half(device: torch.device) -> torch.autocast:
    """Return a context in which layers compute in bf16."""
    return torch.autocast(device.type, torch.bfloat16)


def to_device(detector: Detector, device: torch.device) -> Detector:
    """Move a detector, laid out as a GPU's matrix units want it, and make its frozen norms cheap."""
    fuse_frozen_norms(detector)
    return detector.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def fit_on_device(
    config: TrainConfig,
    photos: PhotosOnDevice,
    classes: tuple[str, ...],
    windows: tuple[float, float],
) -> Fitted:
    """Train a detector on photos that are on a device. Its anchors are clustered from their objects.

    Args:
        config: the settings; of its data the size and the batches count.
        photos: to be trained on.
        classes: names.
        windows: see `PhotosOnDevice.views`.
    """
    device, side = photos.pixels.device, config.image_size
    torch.manual_seed(config.seed)
    generator = torch.Generator(device).manual_seed(config.seed)
    levels = clustered_levels(photos.sizes(side).cpu(), config.strides, per_level=3)
    detector = to_device(make_detector(config, classes, levels), device)
    optimizer = make_optimizer(detector, detector.backbone, config.learning_rate, config.optimizer)
    batch_size = min(config.batch_size, len(photos))
    per_epoch = len(photos) // batch_size  # what is left over in an epoch is not used in it
    steps = config.epochs * per_epoch
    schedule = make_schedule(optimizer, steps, config.optimizer)
    average = MovingAverage(detector, config.optimizer.average)
    losses = torch.zeros(config.epochs, device=device)
    # What a step reads and writes stays at its place.
    numbers = torch.arange(batch_size, device=device)
    images, objects = photos.views(numbers, side, windows, generator)
    summed = torch.zeros((), device=device)

    def learn() -> None:
        """Find the gradients of a batch: all between augmentation and optimizer, and all recorded."""
        optimizer.zero_grad()
        with half(device):
            logits, offsets = detector(images)
        class_loss, box_loss, _ = dense_loss(
            logits, offsets, objects, detector.anchors, detector.config, config.loss
        )
        loss = class_loss + box_loss
        loss.backward()
        if config.optimizer.clip:
            nn.utils.clip_grad_norm_(detector.parameters(), config.optimizer.clip)
        summed.add_(loss.detach())

    to_training_mode(detector, config)
    with fastest_algorithms():
        before = {name: value.clone() for name, value in detector.state_dict().items()}
        run, graph = recorded(learn, device)
        detector.load_state_dict(before)  # practice has moved running statistics
        until_done(device)
        started = time.perf_counter()
        for epoch in range(config.epochs):
            summed.zero_()
            order = torch.randperm(len(photos), generator=generator, device=device)
            for numbers in order[: per_epoch * batch_size].split(batch_size):
                views, seen = photos.views(numbers, side, windows, generator)
                images.copy_(views)
                objects.copy_(seen)
                run()
                optimizer.step()
                schedule.step()
                average.update(detector)
            losses[epoch] = summed / per_epoch
        until_done(device)
    seconds = time.perf_counter() - started
    if config.optimizer.average:
        detector.load_state_dict(average.model.state_dict())
    return Fitted(detector.eval(), seconds, steps * batch_size, losses.tolist(), graph)


def detect_on_device(
    detector: Detector, images: Dataset[tuple[Tensor, Target]], views: Views
) -> Pairs:
    """Return detections and targets of each image, found on the detector's device."""
    device = detector.anchors.device

    def batches() -> Iterator[tuple[Tensor, list[Target]]]:
        for batch, targets in DataLoader(images, BATCH, collate_fn=collate):
            yield batch.to(device, memory_format=torch.channels_last), targets

    with fastest_algorithms():
        return detect_all(detector, batches(), detect_with(views), score_threshold=SCORE_THRESHOLD)
