"""Pre-LN and post-LN: gradients at initialization, losses while training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import COLOURS, figure
from shared.reporting import load_results


def draw_norm_gradients(results: Path, path: Path) -> None:
    """Draw the gradient norms of the decoder's layers at initialization; `results` holds them."""
    values = load_results(results)["values"]
    with figure(path, width=5) as (_, (axis,)):
        for name, runs in values.items():
            norms = np.array(runs)
            layers = range(1, norms.shape[1] + 1)
            axis.plot(layers, norms.mean(0), marker="o", markersize=3, label=name.split(", ")[1])
            axis.fill_between(layers, norms.min(0), norms.max(0), alpha=0.15, linewidth=0)
        axis.set(yscale="log", xlabel="decoder layer, first to last", ylabel="gradient norm")
        axis.legend()


def draw_norm_curves(results: Path, path: Path) -> None:
    """Draw the losses of training with each placement, with and without warm-up."""
    study = load_results(results)
    depths = list(dict.fromkeys(row["layers"] for row in study["rows"]))
    with figure(path, columns=len(depths), width=4 * len(depths)) as (_, axes):
        for axis, depth in zip(axes, depths, strict=True):
            rows = [row for row in study["rows"] if row["layers"] == depth]
            for row in rows:
                color = COLOURS[0] if row["norm"] == "pre-LN" else COLOURS[1]
                style = ":" if row["warm-up"] == "none" else "-"
                for number, curve in enumerate(row["curves"]):
                    label = f"{row['norm']}, warm-up {row['warm-up']}" if number == 0 else None
                    steps = [10 * place for place in range(len(curve))]
                    axis.plot(steps, curve, style, color=color, label=label, linewidth=1)
            guessing = study["values"]["loss of guessing by frequency"]
            axis.axhline(guessing, color="0.6", linewidth=0.8)
            axis.set(xlabel="step", title=f"{depth} layers", ylabel="nats a token")
            axis.legend(fontsize=7)
