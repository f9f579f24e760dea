"""Gradient norms at the start of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import figure
from shared.reporting import load_results


def draw_gradients(results: Path) -> None:
    """Draw gradient norms: of the first layer by depth, and layer by layer.

    Args:
        results: the folder of the measurements and of the figure.
    """
    study = load_results(results / "gradients.json")
    names = [name for name in study["rows"][0] if name != "depth"]
    depths = [row["depth"] for row in study["rows"]]
    path = results / "gradients.svg"
    with figure(path, columns=2, width=8, height=3.4) as (_, (by_depth, by_layer)):
        for name in names:
            means = [np.mean(row[name]) for row in study["rows"]]
            by_depth.plot(depths, means, marker="o", markersize=3, label=name)
            by_layer.plot(study["values"][f"layers, {name}"], label=name)
        by_depth.set(xlabel="depth", ylabel="gradient norm", title="first convolution")
        by_layer.set(xlabel="convolution, first to last", title="all convolutions, depth 56")
        for axis in (by_depth, by_layer):
            axis.set_yscale("log")
        by_depth.legend(fontsize=8)
