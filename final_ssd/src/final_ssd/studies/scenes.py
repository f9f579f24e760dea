"""What the default run reaches on composed scenes, over seeds, and what it gets wrong."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from final_ssd.data.annotations import Findings
from final_ssd.metrics.error_kinds import error_kinds
from final_ssd.metrics.evaluation import as_arrays, detect_split
from final_ssd.models.detector import Detector
from final_ssd.models.saved import load_detector
from final_ssd.training.config import TrainConfig
from final_ssd.training.loop import train
from final_ssd.training.trained import load_for
from shared.studies import Study, study, trained
from shared.training import read_metrics, read_summary

DEFAULT = TrainConfig()


def smallest_anchor(detector: Detector) -> float:
    """Return the root of its area, in pixels."""
    levels = detector.config.levels
    return min(math.sqrt(width * height) for level in levels for width, height in level.shapes)


def reached(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure what one training run reaches on test images, its time, its smallest anchor, its epochs."""
    run = trained(train, dataclasses.replace(config, seed=seed))
    summary = read_summary(run)
    return {
        **summary["metrics"],
        "train/core_seconds": summary["cpu_seconds"],
        "smallest anchor": smallest_anchor(load_detector(run)),
        "epochs": read_metrics(run),
    }


def kinds_of_errors(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Count each kind of error on the test images, and measure what AP50 mending it would add."""
    detector = load_detector(trained(train, dataclasses.replace(config, seed=seed)))
    splits = load_for(detector.config, config.data_settings, Findings())
    predictions, ground_truth = as_arrays(detect_split(detector, splits))
    kinds = error_kinds(predictions, ground_truth, len(splits.classes))
    return {
        "objects": len(ground_truth),
        "kinds": {kind.name: {"count": kind.count, "gain": kind.gain} for kind in kinds},
    }


@study(seeds=(0, 1, 2))
def default(s: Study) -> None:
    """Run `python train.py` over several seeds."""
    for seed in s.seeds:
        s.measure({"data": DEFAULT.data, "preset": DEFAULT.preset}, reached, DEFAULT, seed)


@study(seeds=(0, 1, 2))
def errors(s: Study) -> None:
    """Count the kinds of errors that the default runs make on the test scenes."""
    for seed in s.seeds:
        s.measure("default", kinds_of_errors, DEFAULT, seed)
