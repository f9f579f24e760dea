"""Draw the report's figures from `results/*.json`: `python -m work03_cifar10.figures`.

Pictures of networks, images and errors are drawn by the study that has them.
"""

from __future__ import annotations

from pathlib import Path

from shared.commands import run
from shared.reporting.results import load_results
from work03_cifar10.figures.changes import draw_lenet, draw_tricks
from work03_cifar10.figures.over_time import draw_over_time
from work03_cifar10.figures.seeds import draw_seeds

RESULTS = Path(__file__).parents[3] / "results"


def main() -> None:
    """Draw all figures."""
    for data in ("cifar10", "fashion_mnist", "mnist"):
        name = f"lenet_{data}"
        draw_lenet(RESULTS / f"{name}.svg", load_results(RESULTS / f"{name}.json"))
    draw_tricks(RESULTS / "tricks.svg", load_results(RESULTS / "tricks.json"))
    draw_over_time(RESULTS / "dcgan.svg", load_results(RESULTS / "dcgan.json"))
    seconds = load_results(RESULTS / "gpu_94.json").variants[0]
    accuracies = [100 * measured.metrics["test/accuracy"] for measured in seconds.measurements]
    losses = [measured.metrics["train/losses"] for measured in seconds.measurements]
    draw_seeds(RESULTS / "gpu_94.svg", losses, accuracies, aim=94)


if __name__ == "__main__":
    run(main)
