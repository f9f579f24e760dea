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
    return find_run(config) or train(config)


def find_run(config: TrainConfig, folder: Path | None = None) -> Path | None:
    """A finished run with these settings in `folder` (that of the settings where None)."""
    for path in sorted((folder or config.runs).glob("*/summary.json")):
        saved = json.loads(path.read_text(encoding="utf-8"))["config"]
        # A run that is older than a setting had its default; where it stood does not matter.
        if {**to_json(TrainConfig()), **saved, "runs": str(config.runs)} == to_json(config):
            return path.parent
    return None


def summary(folder: Path) -> dict[str, Any]:
    """What a run reached."""
    content: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return content


def translations(folder: Path) -> dict[str, list[str]]:
    """What a run made of each test set."""
    made: dict[str, list[str]] = json.loads((folder / TRANSLATIONS).read_text(encoding="utf-8"))
    return made
