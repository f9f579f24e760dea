"""Errors by epoch of plain and residual networks, over the seeds of the study."""

from __future__ import annotations

from pathlib import Path

from shared.reporting import load_results
from work02_resnet_vgg.training.error_curves import draw_error_curves


def draw_degradation(results: Path) -> None:
    """Draw figure 6 of He et al. 2015: mean over seeds, plain beside residual.

    Args:
        results: the folder of the measurements and of the figure.
    """
    seeds = load_results(results / "degradation.json")["seeds"]
    runs = [load_results(results / f"degradation_curves_{seed}.json")["rows"] for seed in seeds]
    draw_error_curves(runs, results / "degradation.svg")
