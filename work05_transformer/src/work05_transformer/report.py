"""Draw the report's figures: `python -m work05_transformer.report` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`. Pictures of
trained models, attention maps and rollouts, are drawn by the studies that train them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from shared.commands import one_line_errors
from shared.plotting import COLOURS, figure
from shared.reporting import load_results
from work05_transformer.diagrams import draw_attention_steps, draw_multi_head, draw_transformer
from work05_transformer.positional import RotaryPositions, sinusoidal
from work05_transformer.transformer import BASE

RESULTS = Path(__file__).parents[2] / "results"


def draw_positions(path: Path) -> None:
    """Draw the paper's table of positions, and what two positions' product says of their distance."""
    table = sinusoidal(128, 64)
    with figure(path, columns=3, width=9) as (_, (left, middle, right)):
        left.imshow(table.T.numpy(), aspect="auto", cmap="RdBu", interpolation="nearest")
        left.set(xlabel="position", ylabel="feature", title="sines and cosines")
        left.grid(False)
        for position in (16, 64, 112):
            middle.plot(table @ table[position] / 32, label=f"with {position}")
        middle.set(xlabel="position", title="product with another position")
        turned = RotaryPositions(128, 64)(torch.ones(1, 1, 128, 64))[0, 0]
        for position in (16, 64, 112):
            right.plot(turned @ turned[position] / 64, label=f"with {position}")
        right.set(xlabel="position of the key", title="the same features, rotated")
        for axis in (middle, right):
            axis.set_ylim(0.1, 1.05)
            axis.legend(fontsize=7, ncols=3, loc="lower center", columnspacing=0.8)


def draw_norm_gradients(path: Path) -> None:
    """Draw the gradient norms of the decoder's layers at initialisation."""
    values = load_results(RESULTS / "norm_gradients.json")["values"]
    with figure(path, width=5) as (_, (axis,)):
        for name, runs in values.items():
            norms = np.array(runs)
            layers = range(1, norms.shape[1] + 1)
            axis.plot(layers, norms.mean(0), marker="o", markersize=3, label=name.split(", ")[1])
            axis.fill_between(layers, norms.min(0), norms.max(0), alpha=0.15, linewidth=0)
        axis.set(yscale="log", xlabel="decoder layer, first to last", ylabel="gradient norm")
        axis.legend()


def draw_norm_curves(path: Path) -> None:
    """Draw the losses of training with each placement, with and without warm-up."""
    study = load_results(RESULTS / "pre_and_post_norm.json")
    depths = list(dict.fromkeys(row["layers"] for row in study["rows"]))
    with figure(path, columns=len(depths), width=4 * len(depths)) as (_, axes):
        for axis, depth in zip(axes, depths, strict=True):
            rows = [row for row in study["rows"] if row["layers"] == depth]
            for row in rows:
                colour = COLOURS[0] if row["norm"] == "pre-LN" else COLOURS[1]
                style = ":" if row["warm-up"] == "none" else "-"
                for number, curve in enumerate(row["curves"]):
                    label = f"{row['norm']}, warm-up {row['warm-up']}" if number == 0 else None
                    steps = [10 * place for place in range(len(curve))]
                    axis.plot(steps, curve, style, color=colour, label=label, linewidth=1)
            guessing = study["values"]["loss of guessing by frequency"]
            axis.axhline(guessing, color="0.6", linewidth=0.8)
            axis.set(xlabel="step", title=f"{depth} layers", ylabel="nats a token")
            axis.legend(fontsize=7)


@one_line_errors
def main() -> None:
    """Draw all figures."""
    draw_positions(RESULTS / "positions.svg")
    draw_attention_steps(RESULTS / "diagrams" / "attention.svg")
    draw_multi_head(RESULTS / "diagrams" / "multi-head.svg")
    draw_transformer(BASE, RESULTS / "diagrams" / "transformer.svg")
    draw_norm_gradients(RESULTS / "norm_gradients.svg")
    draw_norm_curves(RESULTS / "pre_and_post_norm.svg")


if __name__ == "__main__":
    sys.exit(main())
