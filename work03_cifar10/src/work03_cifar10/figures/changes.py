"""What each change is worth: the LeNet study and the study of tricks, from their results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from shared.plotting import figure, plot_intervals


def draw_lenet(path: Path, study: dict[str, Any]) -> None:
    """One pair of axes a factor: validation accuracy of each of its values."""
    factors: dict[str, dict[str, list[float]]] = {}
    for row in study["rows"]:
        accuracies = row["valid accuracy %"]
        if not isinstance(accuracies, str):  # of what diverged there is none
            factors.setdefault(row["factor"], {})[row["value"]] = accuracies
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
