"""Gradient norms at the start of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import figure
from shared.reporting.results import Results


def draw_gradients(path: Path, study: Results) -> None:
    """Draw gradient norms: of the first layer by depth, and layer by layer of the first seed.

    Args:
        path: the figure's file.
        study: `gradients`.
    """
    depths = [variant.labels["depth"] for variant in study.variants]
    by_depth = [[m.metrics for m in variant.measurements] for variant in study.variants]
    every_layer = by_depth[depths.index(56)][0]["every_layer"]
    with figure(path, columns=2, width=8, height=3.4) as (_, (left, right)):
        for name, norms in every_layer.items():
            means = [np.mean([metrics["first_layer"][name] for metrics in m]) for m in by_depth]
            left.plot(depths, means, marker="o", markersize=3, label=name)
            right.plot(norms, label=name)
        left.set(xlabel="depth", ylabel="gradient norm", title="first convolution")
        right.set(xlabel="convolution, first to last", title="all convolutions, depth 56")
        for axis in (left, right):
            axis.set_yscale("log")
        left.legend(fontsize=8)
