"""What the experiments share: where runs and results are, and a run that is trained once."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from shared.training import finished_run
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import train
from work04_grconv.training.report import TRANSLATIONS
from work04_grconv.translation.translator import TranslatorKind

RESULTS = Path(__file__).parents[3] / "results"
RUNS = Path("runs") / "study"
DEFAULT = TrainConfig(runs=RUNS)
ENCODERS = dataclasses.replace(DEFAULT, epochs=3)
KINDS: tuple[TranslatorKind, ...] = ("gru", "grconv", "attention")
NAMES = {"gru": "RNN encoder", "grconv": "grConv encoder", "attention": "attention"}


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work04_grconv.studies.encoders {name}"


def trained(config: TrainConfig) -> Path:
    """The folder of a finished run with these settings; trains where there is none."""
    return finished_run(config) or train(config)


def translations(folder: Path) -> dict[str, list[str]]:
    """A run's translations of each test set."""
    content: dict[str, list[str]] = json.loads((folder / TRANSLATIONS).read_text(encoding="utf-8"))
    return content
