"""Boxes, circles, lines and text as SVG: one look, legible on light and dark pages.

A drawing brings its own white card, so that it reads on any page. Text is text, in a font that
the reader has. Its width is measured in DejaVu Sans, the widest of the usual ones, so that it fits
in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple
from unicodedata import east_asian_width

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

Point = tuple[float, float]

README_WIDTH = 840
"""Pixels that a README has; a wider drawing is shrunk there, and its text with it."""
SMALLEST = 10
"""Pixels of the smallest legible text."""

INK, FAINT, LINE = "#1f1f1f", "#5c5c5c", "#8a8a8a"


class Style(NamedTuple):
    """How nodes of a kind look: their color, and what the legend calls them ("" for nothing)."""

    fill: str
    legend: str = ""


STYLES = {
    "input": Style("#f2f2f2"),
    "conv": Style("#cfe3f5", "convolution"),
    "block": Style("#b4d2ef", "block"),
    "linear": Style("#f4d7e6", "linear"),
    "embedding": Style("#ece3d0", "embedding"),
    "norm": Style("#e4e4ee", "normalization"),
    "activation": Style("#fbe3c8", "activation"),
    "pool": Style("#d7efdc", "pooling"),
    "attention": Style("#fdf3b4", "attention"),
    "recurrent": Style("#cdebea", "recurrent"),
    "product": Style("#fdf3b4", "product"),
    "mask": Style("#f2f2f2"),
    "add": Style("#ffffff"),
    "multiply": Style("#ffffff"),
    "elementwise": Style("#ffffff"),
    "concat": Style("#ffffff"),
    "resize": Style("#ffffff"),
    "zeros": Style("#f2f2f2"),
    "flatten": Style("#ffffff"),
    "dropout": Style("#ffffff"),
    "function": Style("#ffffff"),
}
"""The look of each kind of node."""


@cache
def _font(bold: bool) -> FT2Font:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(100, 72)
    return font


@cache
def _advance(character: str, bold: bool) -> float:
    """Measure the width of a character of 1 px."""
    if east_asian_width(character) in "WF":
        return 1.0
    font = _font(bold)
    if not font.get_char_index(ord(character)):
        return 1.0
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 100


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in pixels, at least as wide as a reader sees it."""
    return size * sum(_advance(character, bold) for character in text)


class Drawing:
    """A drawing to which elements are added one after the other; `text` is the whole file.

    Args:
        width, height: in pixels.
        title: for screen readers, and shown when the pointer rests.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self.parts = [f"<title>{escape(title)}</title>"]
        self.rectangle(0, 0, width, height, "#ffffff", line="none", radius=6)

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        line: str = LINE,
        radius: float = 4,
        dashed: bool = False,
    ) -> None:
        """Add a box with round corners."""
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        self.parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'rx="{_n(radius)}" fill="{fill}" stroke="{line}"{dash}/>'
        )

    def circle(self, x: float, y: float, radius: float, fill: str, *, line: str = LINE) -> None:
        """Add a circle around (x, y)."""
        self.parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" stroke="{line}"/>'
        )

    def dot(self, x: float, y: float) -> None:
        """Add a dot where a line branches."""
        self.parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.4" fill="{INK}"/>')

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        anchor: str = "start",
        color: str = INK,
        bold: bool = False,
    ) -> None:
        """Add a line of text whose middle is at height y."""
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y + size * 0.35)}" font-size="{_n(size)}" fill="{color}" '
            f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )

    def line(
        self,
        points: Sequence[Point],
        *,
        arrow: bool = True,
        dashed: bool = False,
        color: str = INK,
        width: float = 1.3,
    ) -> None:
        """Add a line through points, its corners rounded, with an arrow's head at its end."""
        self.path(_rounded(points), arrow=arrow, dashed=dashed, color=color, width=width)

    def path(
        self,
        commands: str,
        *,
        arrow: bool = True,
        dashed: bool = False,
        color: str = INK,
        width: float = 1.3,
    ) -> None:
        """Add a line along SVG path commands."""
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        head = ' marker-end="url(#head)"' if arrow else ""
        self.parts.append(
            f'<path d="{commands}" fill="none" stroke="{color}" stroke-width="{_n(width)}"'
            f"{dash}{head}/>"
        )

    def legend(self, x: float, y: float, kinds: Sequence[str], width: float) -> None:
        """Add a sample and the name of each kind, in lines of at most `width`."""
        for place, (left, name, fill) in legend_places(kinds, width):
            self.rectangle(x + left, y + place - 6, 12, 12, fill, radius=2)
            self.words(x + left + 18, y + place, name, size=11, color=FAINT)

    def text(self) -> str:
        """Give the file's content."""
        marker = (
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
        )
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_n(self.width)}" '
            f'height="{_n(self.height)}" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'font-family="Helvetica, Arial, sans-serif">\n{marker}\n{body}\n</svg>\n'
        )


def legend_places(kinds: Sequence[str], width: float) -> list[tuple[float, tuple[float, str, str]]]:
    """Place the legend's entries: (y, (x, name, color)), from the top left; equal names once."""
    places, x, y = [], 0.0, 0.0
    for name, fill in {STYLES[k].legend: STYLES[k].fill for k in kinds if STYLES[k].legend}.items():
        needed = 18 + text_width(name, 11) + 16
        if x and x + needed > width:
            x, y = 0.0, y + 18
        places.append((y, (x, name, fill)))
        x += needed
    return places


def _n(value: float) -> str:
    """Write a number with at most two digits, the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _rounded(points: Sequence[Point], radius: float = 6) -> str:
    """Write a path of vertical and horizontal lines with rounded corners."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) < 0.01:
            continue
        straight = len(kept) > 1 and (
            abs(kept[-2][0] - kept[-1][0]) + abs(kept[-1][0] - point[0]) < 0.01
            or abs(kept[-2][1] - kept[-1][1]) + abs(kept[-1][1] - point[1]) < 0.01
        )
        if straight:
            kept[-1] = point
        else:
            kept.append(point)
    commands = f"M{_n(kept[0][0])} {_n(kept[0][1])}"
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        size = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        first, second = _towards(corner, before, size), _towards(corner, after, size)
        commands += (
            f"L{_n(first[0])} {_n(first[1])}"
            f"Q{_n(corner[0])} {_n(corner[1])} {_n(second[0])} {_n(second[1])}"
        )
    return commands + f"L{_n(kept[-1][0])} {_n(kept[-1][1])}"


def _length(a: Point, b: Point) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def _towards(start: Point, end: Point, length: float) -> Point:
    """Find the point on the way from `start` to `end` at this length."""
    whole = _length(start, end) or 1.0
    return (
        start[0] + (end[0] - start[0]) * length / whole,
        start[1] + (end[1] - start[1]) * length / whole,
    )
