"""How far a network's images are from real ones, epoch by epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import COLORS, figure
from shared.reporting.results import Results


def draw_over_time(path: Path, study: Results) -> None:
    """Draw the Fréchet distance after each epoch: the mean of a variant's seeds, and their range.

    Args:
        path: of the figure.
        study: whose variants have a `curve`; what has none, such as real images, is a dashed line at its
            one distance.
    """
    with figure(path, width=7, height=3.6) as (_, (axis,)):
        for color, variant in zip(COLORS, study.variants, strict=False):
            curves = [m.metrics["curve"] for m in variant.measurements if "curve" in m.metrics]
            if not curves:
                distance = variant.measurements[0].metrics["frechet_distance"]
                axis.axhline(distance, color="0.45", linestyle="--", label=variant.name)
                continue
            epochs = [point["epoch"] for point in curves[0]]
            distances = np.array(
                [[point["frechet_distance"] for point in curve] for curve in curves]
            )
            axis.plot(epochs, distances.mean(0), color=color, label=variant.name)
            axis.fill_between(
                epochs, distances.min(0), distances.max(0), color=color, alpha=0.2, linewidth=0
            )
        axis.set(xlabel="epoch", ylabel="Fréchet distance to real images", yscale="log")
        axis.yaxis.set_major_formatter("{x:g}")
        axis.legend(
            fontsize=8, loc="lower right", bbox_to_anchor=(1, 0.08)
        )  # above the dashed line
