"""What the experiments share: where runs and results are, and a run that is trained once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shared.training.config import to_json
from work04_grconv.training import TRANSLATIONS, TrainConfig, train
from work04_grconv.translator import Kind

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"
KINDS: tuple[Kind, ...] = ("gru", "grconv", "attention")
NAMES = {"gru": "RNN encoder", "grconv": "grConv encoder", "attention": "attention"}


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work04_grconv.study {name}"


def trained(config: TrainConfig) -> Path:
    """The folder of a finished run with these settings; trains where there is none."""
    for summary_file in sorted(config.runs.glob("*/summary.json")):
        if json.loads(summary_file.read_text(encoding="utf-8"))["config"] == to_json(config):
            return summary_file.parent
    return train(config)


def summary(folder: Path) -> dict[str, Any]:
    """What a run reached."""
    content: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return content


def translations(folder: Path) -> dict[str, list[str]]:
    """What a run made of each test set."""
    made: dict[str, list[str]] = json.loads((folder / TRANSLATIONS).read_text(encoding="utf-8"))
    return made
