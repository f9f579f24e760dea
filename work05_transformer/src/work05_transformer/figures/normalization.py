"""Pre-LN and post-LN: gradients at initialization, losses while training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import COLORS, figure
from shared.reporting.results import load_results


def draw_norm_gradients(path: Path, results: Path) -> None:
    """Draw the gradient norms of the deepest decoders' layers at initialization."""
    variants = load_results(results).variants
    deepest = max(variant.labels["layers"] for variant in variants)
    with figure(path, width=5) as (_, (axis,)):
        for variant in variants:
            if variant.labels["layers"] != deepest:
                continue
            norms = np.array([m.metrics["grad_norm/layers"] for m in variant.measurements])
            layers = range(1, norms.shape[1] + 1)
            label = variant.labels["norm"]
            axis.plot(layers, norms.mean(0), marker="o", markersize=3, label=label)
            axis.fill_between(layers, norms.min(0), norms.max(0), alpha=0.15, linewidth=0)
        axis.set(yscale="log", xlabel="decoder layer, first to last", ylabel="gradient norm")
        axis.legend()


def draw_norm_curves(path: Path, results: Path, guessing: Path) -> None:
    """Draw the losses of training with each placement, with and without warm-up.

    Args:
        path: of the figure.
        results: of the study `pre_and_post_norm`.
        guessing: of the study of that name, whose loss is drawn as a line.
    """
    variants = load_results(results).variants
    (baseline,) = load_results(guessing).variants
    depths = list(dict.fromkeys(variant.labels["layers"] for variant in variants))
    with figure(path, columns=len(depths), width=4 * len(depths)) as (_, axes):
        for axis, depth in zip(axes, depths, strict=True):
            for variant in variants:
                if variant.labels["layers"] != depth:
                    continue
                norm, warmup = variant.labels["norm"], variant.labels["warm-up"]
                color = COLORS[0] if norm == "pre-LN" else COLORS[1]
                style = ":" if warmup == "none" else "-"
                label: str | None = f"{norm}, warm-up {warmup}"
                for measured in variant.measurements:
                    curve = measured.metrics["train/losses"]
                    steps = [10 * place for place in range(len(curve))]
                    axis.plot(steps, curve, style, color=color, label=label, linewidth=1)
                    label = None
            guess = baseline.measurements[0].metrics["train/loss"]
            axis.axhline(guess, color="0.3", linewidth=0.9, linestyle="--", label="by frequency")
            axis.set(xlabel="step", title=f"{depth} layers, a line a seed", ylabel="nats a token")
            axis.legend(fontsize=7)


def draw_norm_progress(path: Path, results: Path) -> None:
    """Draw the BLEU that each placement has on the way, by learning rate.

    Args:
        path: of the figure.
        results: of the study `norm_convergence`.
    """
    with figure(path, width=5.5) as (_, (axis,)):
        for variant in load_results(results).variants:
            norm, rate = variant.labels["norm"], variant.labels["learning rate"]
            after = [measured.metrics["after"] for measured in variant.measurements]
            steps = list(map(int, after[0]))
            scores = np.array([[one["values/BLEU"] for one in run.values()] for run in after])
            color = COLORS[0] if norm == "pre-LN" else COLORS[1]
            style = "-" if float(rate) < 1e-3 else ":"
            axis.plot(steps, scores.mean(0), style, color=color, label=f"{norm}, {rate:g}")
            axis.fill_between(
                steps, scores.min(0), scores.max(0), color=color, alpha=0.15, linewidth=0
            )
        axis.set(xlabel="step", ylabel="BLEU, new values", ylim=(0, 100))
        axis.legend(title="learning rate", fontsize=7)
