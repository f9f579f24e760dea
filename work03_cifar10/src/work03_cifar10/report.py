"""Draw the report's figures from `results/*.json`: `python -m work03_cifar10.report`.

Pictures of networks, images and errors are drawn by the study that has them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from shared.commands import one_line_errors
from shared.plotting import figure, plot_intervals
from shared.reporting import load_results

RESULTS = Path(__file__).parents[2] / "results"


def draw_lenet(path: Path, study: dict[str, Any]) -> None:
    """One pair of axes a factor: validation accuracy of each of its values."""
    factors: dict[str, dict[str, list[float]]] = {}
    for row in study["rows"]:
        found = row["valid accuracy %"]
        if not isinstance(found, str):
            factors.setdefault(row["factor"], {})[row["value"]] = found
    with figure(path, rows=3, columns=3, width=8, height=1.75) as (_, axes):
        for axis, (factor, values) in zip(axes, factors.items(), strict=True):
            _draw_factor(axis, factor, values)


def _draw_factor(axis: Axes, factor: str, values: dict[str, list[float]]) -> None:
    plot_intervals(axis, values)
    axis.set_title(factor)
    axis.tick_params(labelsize=8)


def draw_tricks(path: Path, study: dict[str, Any]) -> None:
    """Validation accuracy of each change, with its spread."""
    values = {row["change"]: row["valid accuracy %"] for row in study["rows"]}
    with figure(path, width=7, height=3.6) as (_, (axis,)):
        plot_intervals(
            axis, values, reference="flip and shift (the base)", label="validation accuracy, %"
        )


@one_line_errors
def main() -> None:
    """Draw all figures."""
    for path in sorted(RESULTS.glob("lenet_*.json")):
        draw_lenet(path.with_suffix(".svg"), load_results(path))
    draw_tricks(RESULTS / "tricks.svg", load_results(RESULTS / "tricks.json"))


if __name__ == "__main__":
    sys.exit(main())
