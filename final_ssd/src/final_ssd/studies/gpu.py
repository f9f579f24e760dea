"""Studies for some minutes of a GPU: blood cells with far more training, and images a second.

`gpu_blood_cells` is `blood_cells_chosen` with the means of a GPU: more than three times as many images,
windows of several sizes, and no frozen stage. Sizes of images and of windows are chosen by what a
training on the training photos alone reaches on the validation photos.
Then five are trained on both, and the test photos are looked at once.
`gpu_blood_cells_r50` is the R50-FPN-SSD with the same losses and anchors.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch
from torch import Tensor

from final_ssd.data.annotations import Findings
from final_ssd.data.on_device import Objects, PhotosOnDevice
from final_ssd.data.splits import DataSettings, Splits, load
from final_ssd.data.voc import VOC_CLASSES
from final_ssd.metrics.bootstrap import photo_intervals
from final_ssd.metrics.evaluation import evaluate
from final_ssd.models.detections import detect
from final_ssd.models.detector import Detector, NetworkConfig
from final_ssd.models.tta import Views
from final_ssd.studies.blood_cells import CHOSEN, CONFIGURATIONS
from final_ssd.studies.scenes import smallest_anchor
from final_ssd.training.config import TrainConfig, make_detector, retinanet_levels
from final_ssd.training.dense_loss import dense_loss
from final_ssd.training.loop import make_optimizer
from final_ssd.training.on_device import (
    detect_on_device,
    fit_on_device,
    half,
    to_device,
)
from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from shared.training.machine.recording import fastest_algorithms, recorded, until_done

LIGHT = dataclasses.replace(CHOSEN, image_size=448, frozen_stages=0, epochs=80, batch_size=16)
CANDIDATES = (  # pixels a side, and the range that a window is scaled by
    (384, (0.85, 1.15)),
    (448, (0.7, 1.3)),
    (512, (0.85, 1.15)),
)
R50 = dataclasses.replace(
    LIGHT,
    preset="default",
    learning_rate=5e-4,
    network=NetworkConfig(
        backbone="resnet50", norm="frozen", head_convolutions=2, head_norm=True, scores="sigmoid"
    ),
)
TINY = dataclasses.replace(
    TrainConfig.smoke_test(),
    epochs=2,
    scenes=8,
    batch_size=4,
    network=dataclasses.replace(TrainConfig.smoke_test().network, scores="sigmoid"),
    loss=LIGHT.loss,
)
STORED = 640  # pixels a side of what windows are cut from: a photo's own width
WINDOWS = (0.7, 1.3)
VIEWS: Views = 4
ROUNDS = 200  # lists of resampled photos

FAST_LIGHT = dataclasses.replace(
    LIGHT, optimizer=dataclasses.replace(LIGHT.optimizer, name="sgd")
)  # AdamW's step would have to be told that it is recorded
SSD300 = dataclasses.replace(CONFIGURATIONS["gpu"], batch_size=128)
TINY_SSD = dataclasses.replace(
    TrainConfig.smoke_test(), optimizer=dataclasses.replace(TINY.optimizer, name="sgd")
)
TINY_LIGHT = dataclasses.replace(TINY, optimizer=TINY_SSD.optimizer)
STEPS = 30
OBJECTS = 8  # in an image
SLOW = 1e-6  # a learning rate at which random weights stay finite


def reached_on_device(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train on a device and measure once.

    Args:
        config: `training`; `measured`, on which photos, valid or test; `stored`, pixels a side of
            what windows are cut from; `windows`; `views`; `rounds` of the bootstrap.
        seed: of weights and augmentation.
    """
    training, device = dataclasses.replace(config["training"], seed=seed), fastest_device()
    data = dataclasses.replace(training.data_settings, seed=0)  # all seeds have the same photos
    splits = load_once(dataclasses.replace(data, image_size=config["stored"]))
    photos = PhotosOnDevice(splits.train, device)
    fitted = fit_on_device(training, photos, splits.classes, tuple(config["windows"]))
    name, whole = config["measured"], load_once(data)
    measured = whole.test if name == "test" else whole.valid
    pairs = detect_on_device(fitted.detector, measured, config["views"])
    result = evaluate(pairs, len(splits.classes))
    metrics = {
        f"{name}/mAP": result.average_precision(),
        f"{name}/mAP50": result.average_precision(0.5),
        f"{name}/mAP75": result.average_precision(0.75),
        "seconds": fitted.seconds,
        "images_per_second": fitted.images / fitted.seconds,
        "graph": fitted.graph,
        "smallest anchor": smallest_anchor(fitted.detector),
        "train/losses": [round(loss, 4) for loss in fitted.losses],
        "peak_gigabytes": peak_gigabytes(device),
    }
    for number, one in enumerate(splits.classes):
        metrics[f"{name}/AP50 {one}"] = result.of_class(number, 0.5)
    if name == "test":
        intervals = photo_intervals(pairs, len(splits.classes), rounds=config["rounds"])
        for metric, interval in intervals.items():
            metrics |= {f"test/{metric} low": interval.low, f"test/{metric} high": interval.high}
    return metrics


@cache
def load_once(settings: DataSettings) -> Splits:
    """Load data as they are: a process decodes them once, for all seeds."""
    return load(dataclasses.replace(settings, augment="none"), Findings())


def peak_gigabytes(device: torch.device) -> float:
    """Return the most memory that tensors took so far on a GPU."""
    return torch.cuda.max_memory_allocated(device) / 1e9 if device.type == "cuda" else 0.0


def device_for_timing() -> torch.device:
    """Return the device, with nothing of an earlier measurement in its books."""
    device = fastest_device()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
    return device


def untrained(config: TrainConfig, device: torch.device) -> Detector:
    """Make a configuration's network with VOC's classes and without weights, to measure its speed."""
    octaves = 3 if config.anchors == "retinanet" else 1
    levels = retinanet_levels(config.strides, octaves=octaves)
    plain = dataclasses.replace(config, pretrained=False)
    return to_device(make_detector(plain, VOC_CLASSES, levels), device)


def random_images(config: TrainConfig, device: torch.device) -> tuple[Tensor, Objects]:
    """Draw a batch of bytes, and objects in them."""
    shape, side = (config.batch_size, OBJECTS), config.image_size
    pixels = torch.randint(
        256, (config.batch_size, 3, side, side), dtype=torch.uint8, device=device
    )
    corners = side * 0.6 * torch.rand(*shape, 2, device=device)
    boxes = torch.cat([corners, corners + side * (0.1 + 0.3 * torch.rand_like(corners))], dim=-1)
    there = torch.ones(shape, dtype=torch.bool, device=device)
    classes = torch.randint(len(VOC_CLASSES), shape, device=device)
    images = pixels.contiguous(memory_format=torch.channels_last)
    return images, Objects(boxes, classes, there, ~there)


def training_speed(config: Mapping[str, Any]) -> dict[str, Any]:
    """Measure steps of training, from a batch on the device to moved weights, and nothing else.

    Args:
        config: `training`; `how`: eager, recorded as a CUDA graph, or compiled and recorded; `steps`.
    """
    training, device = config["training"], device_for_timing()
    detector = untrained(training, device).train()
    optimizer = make_optimizer(detector, detector.backbone, SLOW, training.optimizer)
    images, objects = random_images(training, device)
    forward: Callable[[Tensor], tuple[Tensor, Tensor]] = detector

    def step() -> None:
        optimizer.zero_grad()
        with half(device):
            logits, offsets = forward(images)
        class_loss, box_loss, _ = dense_loss(
            logits, offsets, objects, detector.anchors, detector.config, training.loss
        )
        (class_loss + box_loss).backward()
        torch.nn.utils.clip_grad_norm_(detector.parameters(), training.optimizer.clip)
        optimizer.step()

    started, compiled = time.perf_counter(), False
    with fastest_algorithms():
        if config["how"] == "compiled" and device.type == "cuda":
            forward = torch.compile(detector, dynamic=False)
            try:
                step()
                compiled = True
            except (RuntimeError, OSError) as error:
                print(f"without torch.compile: {error}")
                forward = detector
        step()
        run, graph = (step, False) if config["how"] == "eager" else recorded(step, device)
        run()
        until_done(device)
        prepared = time.perf_counter()
        for _ in range(config["steps"]):
            run()
        until_done(device)
    seconds = time.perf_counter() - prepared
    return {
        "images_per_second": training.batch_size * config["steps"] / seconds,
        "step_milliseconds": 1000 * seconds / config["steps"],
        "compile_seconds": prepared - started,
        "compiled": compiled,
        "graph": graph,
        "seconds": seconds,
        "peak_gigabytes": peak_gigabytes(device),
    }


def detection_speed(config: Mapping[str, Any]) -> dict[str, Any]:
    """Measure detection, from a batch on the device to boxes that NMS has left.

    An untrained network is sure of nothing: with a threshold of 0 NMS gets all 400 candidates of each
    image, more than a trained one hands over.

    Args:
        config: `training`, whose network and batches it takes; `steps`.
    """
    training, device = config["training"], device_for_timing()
    detector = untrained(training, device).eval()
    images, _ = random_images(training, device)

    def run() -> int:
        with half(device):
            return sum(len(one) for one in detect(detector, images, score_threshold=0.0))

    with fastest_algorithms():
        for _ in range(2):
            run()
        until_done(device)
        started = time.perf_counter()
        found = [run() for _ in range(config["steps"])]
        until_done(device)
    seconds = time.perf_counter() - started
    return {
        "images_per_second": training.batch_size * config["steps"] / seconds,
        "detections_per_image": found[0] / training.batch_size,
        "seconds": seconds,
        "peak_gigabytes": peak_gigabytes(device),
    }


def settings_of(
    config: TrainConfig, windows: tuple[float, float], measured: str, rehearsal: bool
) -> dict[str, Any]:
    """Return what `reached_on_device` takes; for the test it is trained on validation photos, too."""
    real = dataclasses.replace(config, train_on_valid=measured == "test")
    return {
        "training": TINY if rehearsal else real,
        "measured": measured,
        "stored": 80 if rehearsal else STORED,
        "windows": windows,
        "views": VIEWS,
        "rounds": 4 if rehearsal else ROUNDS,
    }


def labels_of(config: TrainConfig, windows: tuple[float, float], measured: str) -> dict[str, Any]:
    """Return a configuration's columns."""
    return {
        "measured on": measured,
        "backbone": config.network.backbone,
        "pixels": config.image_size,
        "windows": f"{windows[0]:g} to {windows[1]:g}",
        "epochs": config.epochs,
    }


@study(seeds=(0, 1, 2, 3, 4))
def gpu_blood_cells(s: Study) -> None:
    """Measure the light network on BCCD's test photos, trained on a GPU on all others."""
    candidates = [(dataclasses.replace(LIGHT, image_size=size), w) for size, w in CANDIDATES]
    for config, windows in candidates:
        settings = settings_of(config, windows, "valid", s.rehearsal)
        s.measure(labels_of(config, windows, "valid"), reached_on_device, settings, 0)

    def reached(candidate: tuple[TrainConfig, tuple[float, float]]) -> float:
        return max(one["valid/mAP"] for one in s.metrics(labels_of(*candidate, "valid")))

    best, windows = max(candidates, key=reached)
    for seed in s.seeds[: 2 if s.rehearsal else None]:
        settings = settings_of(best, windows, "test", s.rehearsal)
        s.measure(labels_of(best, windows, "test"), reached_on_device, settings, seed)


@study(seeds=(0, 1, 2, 3, 4))
def gpu_blood_cells_r50(s: Study) -> None:
    """Measure the R50-FPN-SSD on BCCD's test photos, trained on a GPU on all others."""
    for seed in s.seeds[: 1 if s.rehearsal else None]:
        settings = settings_of(R50, WINDOWS, "test", s.rehearsal)
        s.measure(labels_of(R50, WINDOWS, "test"), reached_on_device, settings, seed)


@study()
def gpu_images_a_second(s: Study) -> None:
    """Measure images a second of the R50-FPN-SSD at 300 pixels on a GPU: training, and detection."""
    network, light = (TINY_SSD, TINY_LIGHT) if s.rehearsal else (SSD300, FAST_LIGHT)
    steps = 2 if s.rehearsal else STEPS
    for what, function, config, how in (
        ("training", training_speed, network, {"how": "eager"}),
        ("training, CUDA graph", training_speed, network, {"how": "recorded"}),
        ("detection with NMS", detection_speed, network, {}),
        ("training, CUDA graph", training_speed, light, {"how": "recorded"}),
        ("training, compiled", training_speed, network, {"how": "compiled"}),
    ):
        labels = {
            "backbone": config.network.backbone,
            "pixels": config.image_size,
            "batch": config.batch_size,
            "what": what,
        }
        s.measure(labels, function, {"training": config, "steps": steps, **how})
