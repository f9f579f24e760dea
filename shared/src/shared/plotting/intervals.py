"""Dots with their spread: how a choice changes a metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from shared.plotting.style import COLORS


def plot_intervals(
    axes: Axes,
    values: Mapping[str, Sequence[float]],
    *,
    reference: str | None = None,
    label: str = "",
) -> None:
    """Draw one line a name, top to bottom: the mean as a dot, ± one standard deviation as a bar.

    Args:
        axes: where to draw.
        values: name → one number per seed.
        reference: the name whose mean a dotted line marks for comparison.
        label: of the horizontal axis.
    """
    for place, (name, numbers) in enumerate(values.items()):
        spread = np.std(numbers, ddof=1) if len(numbers) > 1 else 0.0
        color = COLORS[1] if name == reference else COLORS[0]
        axes.errorbar(np.mean(numbers), place, xerr=spread, fmt="o", color=color, markersize=4)
    if reference is not None:
        mean = float(np.mean(values[reference]))
        axes.axvline(mean, color=COLORS[1], linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(values)), list(values))
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.set_xlabel(label)
