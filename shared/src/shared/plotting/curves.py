"""Learning curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.ticker import MaxNLocator

from shared.plotting.style import figure

_AXES = ("epoch", "step", "seconds")
_WORDS = {"train": "training", "valid": "validation"}


def plot_curves(records: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw every metric of `records` against the epoch.

    Metrics named `train/x` and `valid/x` share one pair of axes, titled x; the title of a metric that
    is alone says of what it is: training x. Without any metric no figure is written.

    Args:
        records: as in metrics.jsonl: `epoch`, `step`, `seconds` and any metrics.
        path: the figure's file.
    """
    names = list(dict.fromkeys(name for record in records for name in record if name not in _AXES))
    panels: dict[str, list[str]] = {}
    for name in names:
        panels.setdefault(name.rpartition("/")[2], []).append(name)
    if not panels:
        return
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    with figure(path, rows=rows, columns=columns, width=3.8 * columns + 0.4) as (_, axes):
        for axis in axes[len(panels) :]:
            axis.remove()
        for axis, (title, members) in zip(axes, panels.items(), strict=False):
            for name in members:
                points = [(record["epoch"], record[name]) for record in records if name in record]
                marker = "o" if len(points) < 3 else None
                axis.plot(
                    *zip(*points, strict=True),
                    label=_kind(name) or title,
                    marker=marker,
                    markersize=3,
                )
            kind = _kind(members[0]) if len(members) == 1 else ""
            axis.set_title(f"{kind} {title}".strip())
            axis.set_xlabel("epoch")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            values = [record[name] for record in records for name in members if name in record]
            if min(values) > 0 and max(values) > 20 * min(values):
                axis.set_yscale("log")
            if len(members) > 1:
                axis.legend()


def _kind(name: str) -> str:
    """Write in words what stands before a metric's last slash: `train/x` is of training."""
    return " ".join(_WORDS.get(part, part) for part in name.split("/")[:-1])
