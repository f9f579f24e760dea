"""What `python train.py` reaches."""

from __future__ import annotations

from dataclasses import replace

from shared.studies import Study, study, trained
from shared.training import read_summary
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import train


def run_of(config: TrainConfig, seed: int) -> dict[str, float]:
    """Train by the command's function; return what the run reached and how long it took."""
    summary = read_summary(trained(train, replace(config, seed=seed)))
    return {
        **summary["metrics"],
        "train/seconds": summary["seconds"],
        "train/core_seconds": summary["cpu_seconds"],
    }


@study(seeds=(0,))
def default(s: Study) -> None:
    """Train as `python train.py` does by its default settings."""
    for seed in s.seeds:
        s.measure("default", run_of, TrainConfig(), seed)
