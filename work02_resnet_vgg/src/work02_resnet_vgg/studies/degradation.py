"""Plain against residual networks, over several seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.studies import Study, study, trained
from shared.training import read_metrics, read_summary
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import train


def side_by_side(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Train plain and residual networks side by side.

    Returns:
        `networks`: each one's errors at the end. `train/degradation`: the training error of the
        deepest plain and residual network minus that of the shallowest. `curves`: the errors after
        each epoch. And the run's own metrics, by their names.
    """
    folder = trained(train, replace(config, seed=seed))
    summary, records = read_summary(folder), read_metrics(folder)
    errors = {
        f"{kind}-{depth}": {
            "train/error": records[-1][f"train/error/{kind}-{depth}"],
            "valid/error": records[-1][f"valid/error/{kind}-{depth}"],
            "test/error": summary["metrics"][f"test/error/{kind}-{depth}"],
        }
        for depth in config.depths
        for kind in ("plain", "resnet")
    }
    shallow, deep = min(config.depths), max(config.depths)
    return {
        "networks": errors,
        "train/degradation": {
            kind: errors[f"{kind}-{deep}"]["train/error"]
            - errors[f"{kind}-{shallow}"]["train/error"]
            for kind in ("plain", "resnet")
        },
        "curves": [
            {name: value for name, value in record.items() if name == "epoch" or "/error/" in name}
            for record in records
        ],
        **summary["metrics"],
        "train/core_seconds": summary["cpu_seconds"],
    }


@study(seeds=(0, 1, 2))
def degradation(s: Study) -> None:
    """Train plain and residual networks of 20 and 56 layers on CIFAR-10, averaged to 16×16."""
    for seed in s.seeds:
        config = TrainConfig(image_size=16, epochs=4)
        s.measure("20 and 56 layers", side_by_side, config, seed)


@study(seeds=(0,))
def default_run(s: Study) -> None:
    """Run `python train.py` with its defaults, which at its end compares itself with this."""
    for seed in s.seeds:
        s.measure("defaults", side_by_side, TrainConfig(), seed)
