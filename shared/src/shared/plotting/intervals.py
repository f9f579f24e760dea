"""Dots with their seeds and their spread: how a choice changes a metric."""

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

    Below each bar stands a small point for each seed. A name with one seed is a ring, without bar.

    Args:
        axes: where to draw.
        values: name → one number per seed.
        reference: the name whose mean a dotted line marks for comparison.
        label: of the horizontal axis; what the small points or the rings are is added to it.
    """
    for place, (name, numbers) in enumerate(values.items()):
        color = COLORS[1] if name == reference else COLORS[0]
        if len(numbers) > 1:
            spread = np.std(numbers, ddof=1)
            axes.errorbar(np.mean(numbers), place, xerr=spread, fmt="o", color=color, markersize=4)
            axes.plot(numbers, [place + 0.27] * len(numbers), ".", color="0.45", markersize=2.5)
        else:
            axes.plot(numbers, [place], "o", color=color, markersize=5, markerfacecolor="white")
    if reference is not None:
        mean = float(np.mean(values[reference]))
        axes.axvline(mean, color=COLORS[1], linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(values)), list(values))
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    counts = {len(numbers) for numbers in values.values()}
    notes = (("small points: seeds", max(counts) > 1), ("rings: one seed", 1 in counts))
    if label:
        axes.set_xlabel(f"{label} ({', '.join(text for text, shown in notes if shown)})")
