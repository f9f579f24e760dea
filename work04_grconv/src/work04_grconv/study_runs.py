"""What the experiments share: where runs and results are, and a run that is trained once."""

from __future__ import annotations

import json
from pathlib import Path

from shared.training import finished_run
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
    return finished_run(config) or train(config)


def translations(folder: Path) -> dict[str, list[str]]:
    """What a run made of each test set."""
    made: dict[str, list[str]] = json.loads((folder / TRANSLATIONS).read_text(encoding="utf-8"))
    return made
