"""Figures in one look."""

from shared.plotting.curves import plot_curves
from shared.plotting.intervals import plot_intervals
from shared.plotting.style import COLOURS, figure

__all__ = ["COLOURS", "figure", "plot_curves", "plot_intervals"]
