"""Attention pooling as regression, with a width that is given and one that is learned."""

from __future__ import annotations

from pathlib import Path

import torch

from shared.plotting import figure
from shared.reporting.results import load_results
from work05_transformer.layers.pooling import kernel_pooling
from work05_transformer.studies.pooling import PoolingConfig, draw_data, truth

LEARNED = "kernel, width learned"


def draw_pooling(path: Path, results: Path) -> None:
    """Draw what a kernel of width 1 and one of learned width estimate, and their weights.

    Args:
        path: of the figure.
        results: of the study `pooling`; its first seed's width is drawn.
    """
    variants = load_results(results).variants
    variant = next(v for v in variants if v.labels["pooling"] == LEARNED)
    learned = variant.measurements[0].metrics["width"]
    x, y = draw_data(PoolingConfig(LEARNED), variant.measurements[0].seed or 0)
    places = torch.linspace(0, 5, 50)[:, None]
    with figure(path, columns=3, width=9) as (drawn, (left, middle, right)):
        left.plot(x[:, 0], y[:, 0], "o", markersize=3, color="0.6", label="data")
        left.plot(places[:, 0], truth(places)[:, 0], "--", color="0.4", label="function")
        for axis, width, name in ((middle, 1.0, "1"), (right, learned, f"{learned:.2f}, learned")):
            estimates, weights = kernel_pooling(places, x, y, width)
            left.plot(places[:, 0], estimates[:, 0], label=f"width {name}")
            image = axis.imshow(
                weights.numpy(), aspect="auto", cmap="Blues", interpolation="nearest", vmin=0
            )
            drawn.colorbar(image, ax=axis, fraction=0.05, pad=0.02)
            axis.set(
                xlabel="key, in order", ylabel="query, in order", title=f"weights, width {name}"
            )
            axis.grid(False)
        left.set(xlabel="x", ylabel="y")
        left.legend(fontsize=7)
