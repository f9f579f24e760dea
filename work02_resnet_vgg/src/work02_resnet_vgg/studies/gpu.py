"""The degradation experiment at the paper's size, for some minutes of a GPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import torch

from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from work02_resnet_vgg.data import load
from work02_resnet_vgg.studies.pretrained import PAPER_ERROR
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.on_device import SideBySide

SHORT, PAPER = 16_000, 64_000  # steps; the learning rate falls after one half and three quarters
VARIANTS = (((20,), SHORT), ((56,), SHORT), ((20,), PAPER))
START = TrainConfig(image_size=32)
TINY = TrainConfig.smoke_test()
TINY_STEPS = 6
load_once = cache(load)


def errors_in_the_end(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train plain and residual networks of one depth side by side, and measure their errors.

    Args:
        config: `training`, a TrainConfig; `steps`.
        seed: of the split, the weights, the batches.
    """
    training: TrainConfig = replace(config["training"], seed=seed)
    device = fastest_device()
    splits = load_once(training.data, training.image_size, seed)
    metrics = SideBySide(training, splits, config["steps"], device).fit()
    for depth in training.depths:
        if (name := f"resnet{depth}") in PAPER_ERROR:
            metrics[f"paper/error/resnet-{depth}"] = PAPER_ERROR[name]
    on_gpu = device.type == "cuda"
    metrics["peak_gigabytes"] = torch.cuda.max_memory_allocated() / 1e9 if on_gpu else 0.0
    return metrics


@study(seeds=(0,))
def gpu_depths(s: Study) -> None:
    """Train plain and residual networks of 20 and 56 layers on CIFAR-10 at 32×32, on a GPU."""
    for depths, steps in VARIANTS:
        training = replace(TINY, depths=(8, 14)) if s.rehearsal else replace(START, depths=depths)
        settings = {"training": training, "steps": TINY_STEPS if s.rehearsal else steps}
        layers = ", ".join(map(str, depths))
        for seed in s.seeds:
            s.measure({"layers": layers, "steps": steps}, errors_in_the_end, settings, seed)
