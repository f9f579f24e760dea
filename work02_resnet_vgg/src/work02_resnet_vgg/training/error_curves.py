"""Figures 1 and 6 of He et al. 2015 from the records of one run, or of several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from shared.plotting import COLORS, figure

KINDS = {"plain": "plain networks", "resnet": "residual networks"}


def draw_error_curves(runs: Sequence[Sequence[Mapping[str, Any]]], path: Path) -> None:
    """Draw training errors (dashed) and validation errors by epoch, plain beside residual.

    Lines are means over the runs, bands go from the lowest to the highest.

    Args:
        runs: the records of each run, as in metrics.jsonl, with `epoch`, `train/error/plain-20` and
            the like; all runs have the same networks and epochs.
        path: the figure's file.
    """
    prefix = "valid/error/"
    names = [name.removeprefix(prefix) for name in runs[0][-1] if name.startswith(prefix)]
    epochs = [record["epoch"] for record in runs[0]]
    with figure(path, columns=2) as (_, axes):
        axes[1].sharey(axes[0])
        for axis, (kind, title) in zip(axes, KINDS.items(), strict=True):
            members = [name for name in names if name.startswith(kind)]
            for color, name in zip(COLORS, members, strict=False):
                for split, style in (("train", "--"), ("valid", "-")):
                    key = f"{split}/error/{name}"
                    errors = np.array([[record[key] for record in run] for run in runs])
                    label = name.replace("resnet", "ResNet") if split == "valid" else None
                    axis.plot(
                        epochs, errors.mean(axis=0), style, color=color, label=label,
                        marker="o" if len(epochs) < 10 else None, markersize=3,
                    )  # fmt: skip
                    low, high = errors.min(axis=0), errors.max(axis=0)
                    axis.fill_between(epochs, low, high, color=color, alpha=0.15, linewidth=0)
            axis.set(title=title, xlabel="epoch (dashed: training images)", ylabel="error")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            axis.yaxis.set_major_formatter(PercentFormatter(1.0))
            axis.legend()
