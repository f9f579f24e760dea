"""What a convolution, a recurrent network and self-attention cost, by the length of the sequence."""

from __future__ import annotations

from pathlib import Path

from shared.plotting import figure
from shared.reporting.results import load_results

COLUMNS = {
    "multiply_adds": "multiply-adds",
    "sequential": "operations in a row",
    "path": "steps from first to last position",
    "core_seconds": "core-seconds of a batch",
}


def draw_sequence_layers(path: Path, results: Path) -> None:
    """Draw each metric of the study `sequence_layers` over the number of positions.

    Args:
        path: of the figure.
        results: of the study.
    """
    variants = load_results(results).variants
    layers = list(dict.fromkeys(variant.labels["layer"] for variant in variants))
    with figure(path, columns=4, width=10, height=2.9) as (_, axes):
        for axis, (metric, title) in zip(axes, COLUMNS.items(), strict=True):
            for layer, style in zip(layers, ("o-", "s--", "^-."), strict=True):
                points = [
                    (variant.labels["positions"], variant.measurements[0].metrics[metric])
                    for variant in variants
                    if variant.labels["layer"] == layer
                ]
                axis.plot(*zip(*points, strict=True), style, markersize=4, label=layer)
            axis.set(xscale="log", yscale="log", xlabel="positions", title=title)
        axes[0].legend(fontsize=7)
