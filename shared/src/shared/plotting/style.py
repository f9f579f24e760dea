"""One look for all figures, and files that are the same for the same content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.files import write_atomically

# Colors that people with color blindness can tell apart (Okabe and Ito, 2008).
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")

_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=COLORS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "savefig.facecolor": "white",  # legible on a dark page too
    "svg.hashsalt": "course",  # the same content gives the same bytes
}


@contextmanager
def figure(
    path: Path, *, rows: int = 1, columns: int = 1, width: float = 7.0, height: float = 3.2
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Draw into axes and write them to `path` (.svg or .png) when the block ends.

    Args:
        path: where the figure goes; written atomically.
        rows: of the grid of axes, which are handed out in reading order.
        columns: of the grid.
        width: inches of the whole figure (7 is a README's width).
        height: inches of one row.
    """
    with mpl.rc_context(_STYLE):
        drawing = Figure(figsize=(width, height * rows))
        axes = drawing.subplots(rows, columns, squeeze=False).ravel().tolist()
        yield drawing, axes
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = path.suffix.removeprefix(".")
        metadata = {"Date": None} if kind == "svg" else {}
        write_atomically(
            path, lambda file: drawing.savefig(file, format=kind, metadata=metadata, dpi=110)
        )
