"""Figures in one look; `diagrams` draws a network from its own forward pass."""

from shared.plotting.curves import plot_curves
from shared.plotting.intervals import plot_intervals
from shared.plotting.style import COLORS, figure, font_file, no_formula

__all__ = ["COLORS", "figure", "font_file", "no_formula", "plot_curves", "plot_intervals"]
