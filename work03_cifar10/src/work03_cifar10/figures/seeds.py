"""How much of an accuracy is chance: one recipe, many seeds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.ticker import MaxNLocator

from shared.plotting import COLORS, figure

BIN = 0.05  # points
IMAGE = 0.01  # points that one of 10,000 test images is worth


def draw_seeds(path: Path, accuracies: Sequence[float], aim: float) -> None:
    """Draw a histogram of test accuracies, in per cent, with their mean and what was aimed at."""
    first, last = np.floor(min(accuracies) / BIN), np.floor(max(accuracies) / BIN)
    edges = BIN * np.arange(first, last + 2) - IMAGE / 2  # no accuracy lies on an edge
    with figure(path, width=6, height=2.4) as (_, (axis,)):
        axis.hist(accuracies, edges.tolist(), color=COLORS[0], alpha=0.6, edgecolor="white")
        mean = statistics.fmean(accuracies)
        axis.axvline(mean, color=COLORS[0], label=f"mean, {mean:.2f} %")
        axis.axvline(aim, color=COLORS[1], linestyle="--", label=f"aim, {aim:g} %")
        axis.set_xlabel("test accuracy, %")
        axis.set_ylabel("seeds")
        axis.yaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend(loc="upper left", fontsize=8)
