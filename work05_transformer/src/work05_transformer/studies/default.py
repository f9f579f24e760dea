"""What the commands reach by their default settings: the run at its end says how it compares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shared.studies import Study, study, trained
from shared.training import read_summary
from work05_transformer.training.classification import train_classifier
from work05_transformer.training.config import (
    ClassificationConfig,
    TrainConfig,
    TranslationConfig,
)
from work05_transformer.training.gpt import train
from work05_transformer.training.translation import train_translation


def reached(folder: Path) -> dict[str, float]:
    """Return what a run reached and how long it took."""
    summary = read_summary(folder)
    times = {"train/seconds": summary["seconds"], "train/core_seconds": summary["cpu_seconds"]}
    return {**summary["metrics"], **times}


def run_of(config: TrainConfig, seed: int) -> dict[str, float]:
    """Train a small GPT by the command's function."""
    return reached(trained(train, replace(config, seed=seed)))


def translation_run(config: TranslationConfig, seed: int) -> dict[str, float]:
    """Train a translator by the command's function."""
    return reached(trained(train_translation, replace(config, seed=seed)))


def classification_run(config: ClassificationConfig, seed: int) -> dict[str, float]:
    """Train a classifier by the command's function."""
    return reached(trained(train_classifier, replace(config, seed=seed)))


@study(seeds=(0,))
def default(s: Study) -> None:
    """Train as `python train.py` does by its default settings."""
    for seed in s.seeds:
        s.measure("default", run_of, TrainConfig(), seed)


@study(seeds=(0, 1, 2))
def translation_default(s: Study) -> None:
    """Train as `python train_translation.py` does by its default settings."""
    for seed in s.seeds:
        s.measure("default", translation_run, TranslationConfig(), seed)


@study(seeds=(0, 1))
def classification_default(s: Study) -> None:
    """Train as `python train_classifier.py` does by its default settings."""
    for seed in s.seeds:
        s.measure("default", classification_run, ClassificationConfig(), seed)
