"""Draw the report's figures: `python -m work02_resnet_vgg.report` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from shared.plotting import COLOURS, figure
from shared.reporting import load_results
from work02_resnet_vgg.drawing import draw

RESULTS = Path(__file__).parents[2] / "results"
DIAGRAMS = (
    "basic-block", "plain-block", "bottleneck-projection", "vgg-stage", "inception",
    "vgg16", "resnet34", "resnet50", "resnet20", "plain20", "googlenet",
)  # fmt: skip


def draw_degradation(path: Path) -> None:
    """Figure 6 of He et al. 2015: errors by epoch, mean over seeds, plain beside residual."""
    study = load_results(RESULTS / "degradation.json")
    runs = [
        load_results(RESULTS / f"degradation_curves_{seed}.json")["rows"] for seed in study["seeds"]
    ]
    with figure(path, columns=2) as (_, axes):
        axes[1].sharey(axes[0])
        for axis, kind in zip(axes, ("plain", "resnet"), strict=True):
            for colour, depth in zip(COLOURS, study["config"]["depths"], strict=False):
                for split, style in (("train", "--"), ("valid", "-")):
                    key = f"{split}/error, {kind}-{depth}"
                    errors = np.array([[record[key] for record in run] for run in runs])
                    epochs = [record["epoch"] for record in runs[0]]
                    label = f"{kind}-{depth}" if split == "valid" else None
                    axis.plot(
                        epochs, errors.mean(axis=0), style, color=colour, label=label, marker="o",
                        markersize=3,
                    )  # fmt: skip
                    low, high = errors.min(axis=0), errors.max(axis=0)
                    axis.fill_between(epochs, low, high, color=colour, alpha=0.15, linewidth=0)
            axis.set(title=kind, xlabel="epoch (dashed: training images)", ylabel="error")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            axis.yaxis.set_major_formatter(PercentFormatter(1.0))
            axis.legend()


def draw_gradients(path: Path) -> None:
    """Gradient norms at the start: of the first layer by depth, and layer by layer."""
    study = load_results(RESULTS / "gradients.json")
    names = [name for name in study["rows"][0] if name != "depth"]
    with figure(path, columns=2, width=8, height=3.4) as (_, (by_depth, by_layer)):
        for name in names:
            _plot_depths(by_depth, study["rows"], name)
            by_layer.plot(study["values"][f"layers, {name}"], label=name)
        by_depth.set(xlabel="depth", ylabel="gradient norm", title="first convolution")
        by_layer.set(xlabel="convolution, first to last", title="all convolutions, depth 56")
        for axis in (by_depth, by_layer):
            axis.set_yscale("log")
        by_depth.legend(fontsize=8)


def draw_style(path: Path) -> None:
    """Losses of style transfer by pass, of the first seed: the two optimizers, and the parts."""
    values = load_results(RESULTS / "style.json")["values"]
    with figure(path, columns=2) as (_, (both, parts)):
        for optimizer, label in (("lbfgs", "L-BFGS"), ("adam", "Adam")):
            both.plot(values[f"{optimizer}, total"], label=label)
        for part in ("content", "style", "variation"):
            parts.plot(values[f"lbfgs, {part}"], label=part)
        both.set(title="sum of the losses", ylabel="loss, weighted")
        parts.set(title="parts, L-BFGS")
        for axis in (both, parts):
            axis.set(xlabel="forward and backward passes", yscale="log")
            axis.legend()


def _plot_depths(axis: Axes, rows: list[Mapping[str, Any]], name: str) -> None:
    depths = [row["depth"] for row in rows]
    axis.plot(depths, [np.mean(row[name]) for row in rows], marker="o", markersize=3, label=name)


@one_line_errors
def main() -> None:
    """Draw all figures."""
    (RESULTS / "diagrams").mkdir(parents=True, exist_ok=True)
    for name in DIAGRAMS:
        write_text_atomically(RESULTS / "diagrams" / f"{name}.svg", draw(name))
    draw_degradation(RESULTS / "degradation.svg")
    draw_gradients(RESULTS / "gradients.svg")
    draw_style(RESULTS / "style.svg")


if __name__ == "__main__":
    sys.exit(main())
