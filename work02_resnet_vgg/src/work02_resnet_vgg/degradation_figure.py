"""Figures 1 and 6 of He et al. 2015 from a run's records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.ticker import MaxNLocator, PercentFormatter

from shared.plotting import COLOURS, figure


def plot_degradation(records: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw training errors (thin) and validation errors (bold) by epoch, plain beside residual.

    Args:
        records: as in metrics.jsonl, with `train/error, plain-20` and the like.
        path: the figure's file.
    """
    prefix = "valid/error, "
    names = [name.removeprefix(prefix) for name in records[-1] if name.startswith(prefix)]
    epochs = [record["epoch"] for record in records]
    with figure(path, columns=2) as (_, axes):
        axes[1].sharey(axes[0])
        for axis, kind in zip(axes, ("plain", "resnet"), strict=True):
            members = [name for name in names if name.startswith(kind)]
            for colour, name in zip(COLOURS, members, strict=False):
                for split, width, style in (("train", 1.0, "--"), ("valid", 2.0, "-")):
                    axis.plot(
                        epochs,
                        [record[f"{split}/error, {name}"] for record in records],
                        color=colour,
                        linewidth=width,
                        linestyle=style,
                        marker="o" if len(epochs) < 10 else None,
                        markersize=3,
                        label=name if split == "valid" else None,
                    )
            axis.set(title=kind, xlabel="epoch (dashed: training)", ylabel="error")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            axis.yaxis.set_major_formatter(PercentFormatter(1.0))
            axis.legend()
