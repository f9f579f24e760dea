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


def draw_seeds(
    path: Path, losses: Sequence[Sequence[float]], accuracies: Sequence[float], aim: float
) -> None:
    """Draw training losses, a line a seed, and a histogram of test accuracies beside them.

    Args:
        path: of the figure.
        losses: of each seed, after each epoch.
        accuracies: of each seed, in per cent.
        aim: the mean accuracy that was aimed at, in per cent.
    """
    first, last = np.floor(min(accuracies) / BIN), np.floor(max(accuracies) / BIN)
    edges = BIN * np.arange(first, last + 2) - IMAGE / 2  # no accuracy lies on an edge
    with figure(path, columns=2, width=9, height=2.8) as (_, (curves, axis)):
        for loss in losses:
            curves.plot(range(1, len(loss) + 1), loss, color=COLORS[0], linewidth=0.8, alpha=0.4)
        curves.set(xlabel="epoch", ylabel="training loss", title=f"{len(losses)} seeds")
        axis.hist(accuracies, edges.tolist(), color=COLORS[0], alpha=0.6, edgecolor="white")
        mean = statistics.fmean(accuracies)
        axis.axvline(mean, color=COLORS[0])
        axis.axvline(aim, color=COLORS[1], linestyle="--")
        axis.set_xlabel("test accuracy, %")
        axis.set_ylabel("seeds")
        axis.yaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_title(f"mean {mean:.2f} % (solid line), aim {aim:g} % (dashed)")
