"""Errors by epoch of plain and residual networks, over the seeds of the study."""

from __future__ import annotations

from pathlib import Path

from shared.reporting.results import Results
from work02_resnet_vgg.training.error_curves import draw_error_curves


def draw_degradation(path: Path, study: Results) -> None:
    """Draw figure 6 of He et al. 2015: mean over seeds, plain beside residual.

    Args:
        path: the figure's file.
        study: `degradation` or `degradation_full_size`.
    """
    (variant,) = study.variants
    draw_error_curves([measured.metrics["curves"] for measured in variant.measurements], path)
