"""Figures in one look."""

from shared.plotting.curves import plot_curves
from shared.plotting.style import COLOURS, figure

__all__ = ["COLOURS", "figure", "plot_curves"]
