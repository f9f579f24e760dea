"""Boxes, lines and text as SVG, legible on light and dark pages."""

from __future__ import annotations

from html import escape

FILL = {
    "input": "#f2f2f2",
    "conv": "#cfe3f5",
    "norm": "#e4e4ee",
    "relu": "#fbe3c8",
    "pool": "#d7efdc",
    "linear": "#f4d7e6",
    "add": "#ffffff",
    "concat": "#ffffff",
    "zeros": "#f2f2f2",
    "block": "#cfe3f5",
}
"""A box's color by its kind."""

INK, FAINT = "#1f1f1f", "#666666"


def shape_text(shape: tuple[int, ...]) -> str:
    """Return the text 64 × 56 × 56 for the shape (64, 56, 56): channels first."""
    return " × ".join(map(str, shape))


class Drawing:
    """A drawing to which elements are added one after the other; `text` is the whole file.

    Args:
        width, height: in pixels.
        title: for screen readers, and shown when the pointer rests.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self.parts = [f"<title>{escape(title)}</title>"]
        self.rectangle(0, 0, width, height, "#ffffff", line="none")

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, line: str = "#8a8a8a"
    ) -> None:
        """Add a box with round corners."""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" '
            f'fill="{fill}" stroke="{line}"/>'
        )

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
            f'<text x="{x:g}" y="{y + size * 0.35:g}" font-size="{size:g}" fill="{color}" '
            f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )

    def path(self, points: str, *, dashed: bool = False) -> None:
        """Add a line along SVG path commands, with an arrow's head at its end."""
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        self.parts.append(
            f'<path d="{points}" fill="none" stroke="{INK}" stroke-width="1.3"{dash} '
            'marker-end="url(#head)"/>'
        )

    def text(self) -> str:
        """Return the file's content."""
        marker = (
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
        )
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" '
            f'height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'font-family="Helvetica, Arial, sans-serif">\n{marker}\n{body}\n</svg>\n'
        )
