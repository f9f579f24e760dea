"""The losses of style transfer."""

from __future__ import annotations

from pathlib import Path

from shared.plotting import figure
from shared.reporting import load_results


def draw_style(results: Path) -> None:
    """Draw losses by pass, of the first seed: the two optimizers, and the parts.

    Args:
        results: the folder of the measurements and of the figure.
    """
    values = load_results(results / "style.json")["values"]
    with figure(results / "style.svg", columns=2) as (_, (both, parts)):
        for optimizer, label in (("lbfgs", "L-BFGS"), ("adam", "Adam")):
            both.plot(values[f"{optimizer}, total"], label=label)
        for part in ("content", "style", "variation"):
            parts.plot(values[f"lbfgs, {part}"], label=part)
        both.set(title="sum of the losses", ylabel="loss, weighted")
        parts.set(title="parts, L-BFGS")
        for axis in (both, parts):
            axis.set(xlabel="forward and backward passes", yscale="log")
            axis.legend()
