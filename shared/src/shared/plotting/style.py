"""One look for all figures, and files that are the same for the same content."""

from __future__ import annotations

import functools
import re
import sys
import warnings
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

FONTS = (  # the first has no Chinese, Japanese or Korean: systems differ in which of the others they have
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti TC",
    "Malgun Gothic",
    "Arial Unicode MS",
)
_MISSING = re.compile(r"Glyph (\d+) .*missing from")

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


@functools.cache
def _installed_fonts() -> dict[str, Path]:
    """Return the files of those of `FONTS` that are here, by name and in their order."""
    from matplotlib.font_manager import fontManager

    # A family has several files: the upright one of normal weight and width comes last and stays.
    listed = sorted(
        fontManager.ttflist,
        key=lambda font: (
            (font.style, font.stretch, str(font.weight)) == ("normal", "normal", "400")
        ),
    )
    files = {font.name: Path(font.fname) for font in listed}
    return {name: files[name] for name in FONTS if name in files}


def font_file(text: str) -> Path | None:
    """Return a font that shows every character of `text`, for Pillow; None where no font does."""
    from matplotlib.ft2font import FT2Font

    wanted = {ord(character) for character in text}
    for path in _installed_fonts().values():
        if wanted <= FT2Font(str(path)).get_charmap().keys():
            return path
    return None


def no_formula(name: object) -> str:
    """Return other people's text so that matplotlib shows its dollars, and takes none for a formula.

    Args:
        name: a text, or what stands for one, as the numbers of digits do.
    """
    return str(name).replace("$", r"\$")


def _save(drawing: Figure, path: Path) -> None:
    """Write a figure to `path` (.svg or .png), atomically; say which characters no font here shows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.removeprefix(".")
    metadata = {"Date": None} if kind == "svg" else {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        write_atomically(
            path, lambda file: drawing.savefig(file, format=kind, metadata=metadata, dpi=110)
        )
    missing: dict[str, None] = {}
    for warning in caught:
        if glyph := _MISSING.match(str(warning.message)):
            missing[chr(int(glyph[1]))] = None
        else:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
    if missing:
        print(
            f"note: no font here shows {''.join(missing)} in {path}: install one that does, such "
            "as Noto Sans CJK",
            file=sys.stderr,
        )


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
    with mpl.rc_context(_STYLE | {"font.family": list(_installed_fonts())}):
        drawing = Figure(figsize=(width, height * rows))
        axes = drawing.subplots(rows, columns, squeeze=False).ravel().tolist()
        yield drawing, axes
        _save(drawing, path)
