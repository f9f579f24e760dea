"""Gradient norms at the start of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import figure
from shared.reporting.results import Results


def draw_gradients(path: Path, study: Results) -> None:
    """Draw gradient norms: of the first layer by depth, and layer by layer of the first seed.

    Lines are means over the seeds, each of which is a small point.

    Args:
        path: the figure's file.
        study: `gradients`.
    """
    depths = [variant.labels["depth"] for variant in study.variants]
    by_depth = [[m.metrics for m in variant.measurements] for variant in study.variants]
    every_layer = by_depth[depths.index(56)][0]["every_layer"]
    with figure(path, columns=2, width=8, height=3.4) as (_, (left, right)):
        for (name, norms), style in zip(every_layer.items(), ("-", "--", "-.", ":"), strict=True):
            label = name.replace("resnet", "residual")
            first = [[metrics["first_layer"][name] for metrics in m] for m in by_depth]
            (line,) = left.plot(depths, np.mean(first, axis=1), style, label=label)
            left.plot(depths, first, ".", color=line.get_color(), markersize=4)
            right.plot(range(1, len(norms) + 1), norms, style)
        left.set(xlabel="depth", title="first convolution, points: seeds", xticks=depths)
        right.set(xlabel="convolution, first to last", title="all convolutions, depth 56, one seed")
        for axis in (left, right):
            axis.set(yscale="log", ylabel="gradient norm")
        left.legend(fontsize=8)
