"""Draw the report's figures from `results/*.json`: `python -m work03_cifar10.figures`.

Pictures of networks, images and errors are drawn by the study that has them.
"""

from __future__ import annotations

from pathlib import Path

from shared.commands import run
from shared.reporting.results import load_results
from work03_cifar10.figures.changes import draw_lenet, draw_tricks

RESULTS = Path(__file__).parents[3] / "results"


def main() -> None:
    """Draw all figures."""
    for path in sorted(RESULTS.glob("lenet_*.json")):
        draw_lenet(path.with_suffix(".svg"), load_results(path))
    draw_tricks(RESULTS / "tricks.svg", load_results(RESULTS / "tricks.json"))


if __name__ == "__main__":
    run(main)
