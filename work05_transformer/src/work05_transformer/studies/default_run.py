"""What `python train.py` reaches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shared.reporting import save_results
from shared.training import read_summary
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import train as train_gpt

RESULTS = Path(__file__).parents[3] / "results" / "train.json"


def train(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches, by its default settings, with the first seed."""
    folder = train_gpt(TrainConfig(seed=seeds[0], runs=Path("runs") / "study"))
    summary = read_summary(folder)
    times = {"seconds": summary["seconds"], "CPU seconds": summary["cpu_seconds"]}
    save_results(
        RESULTS,
        command="python -m work05_transformer.study train",
        values=summary["metrics"] | times | {"steps": summary["steps"]},
        config=summary["config"],
        seeds=seeds[:1],
    )
