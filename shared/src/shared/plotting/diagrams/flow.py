"""A pass as boxes and arrows from top to bottom, branches side by side."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from shared.plotting.diagrams.graph import Graph, Group, Node, shape_text
from shared.plotting.diagrams.layout import Box, Size, lay_out
from shared.plotting.diagrams.placing import place
from shared.plotting.diagrams.routing import Cell, Edge
from shared.plotting.diagrams.svg import (
    FAINT,
    LINE,
    STYLES,
    Drawing,
    Point,
    legend_places,
    text_width,
)

MARGIN = 16.0
TEXT, SMALL = 13, 11
HEAVY = ("conv", "linear", "attention", "recurrent", "block")


def draw_flow(
    graph: Graph,
    title: str,
    *,
    places: Mapping[str, Cell] | None = None,
    late: bool = False,
    labels: Mapping[Edge, str] | None = None,
    note: str = "below: output shape · parameters",
    narrow: bool = False,
    legend: bool = True,
) -> str:
    """Draw a graph as SVG.

    Args:
        graph: as traced, perhaps simplified.
        title: of the picture.
        places: row and column of each node; see `place` for where they stand otherwise.
        late: see `place`.
        labels: texts beside lines that go around something, by source and target.
        note: below the title.
        narrow: give the parameters a line of their own.
        legend: say what the colors mean.

    Raises:
        ValueError: two nodes have the same place.
    """
    labels = labels or {}
    sizes = {node.name: _size(node, narrow) for node in graph}
    edges = [(name, node.name) for node in graph for name in node.inputs]
    groups = [
        (group.members, text_width(_head(group), 12, bold=group.count > 1))
        for group in graph.groups
    ]
    widths = {edge: text_width(text, SMALL) for edge, text in labels.items()}
    layout = lay_out(places or place(graph, late=late), sizes, edges, groups, widths)
    kinds = list(dict.fromkeys(node.kind for node in graph)) if legend else []
    heads = [text_width(title, 15, bold=True), text_width(note, SMALL)]
    width = max(layout.width, *heads, 150.0)
    entries = legend_places(kinds, width)
    top = 34.0 + (18.0 if note else 0.0)
    bottom = top + layout.height + MARGIN
    height = bottom + (entries[-1][0] + 22 if entries else 0)
    drawing = Drawing(width + 2 * MARGIN, height, title)
    drawing.words(MARGIN, 18, title, size=15, bold=True)
    if note:
        drawing.words(MARGIN, 38, note, size=SMALL, color=FAINT)
    left = MARGIN + (width - layout.width) / 2

    def shifted(point: Point) -> Point:
        return left + point[0], top + point[1]

    outlines = list(zip(graph.groups, layout.outlines, strict=True))
    for group, box in sorted(outlines, key=lambda pair: -pair[1].width * pair[1].height):
        x, y = shifted((box.x, box.y))
        drawing.rectangle(x, y, box.width, box.height, "none", line=LINE, radius=8, dashed=True)
        head, bold = _head(group), group.count > 1
        start = _clear_start(box, text_width(head, 12, bold=bold), list(layout.lines.values()))
        drawing.words(left + start, y + 13, head, size=12, bold=bold)
    for edge, points in layout.lines.items():
        drawing.line([shifted(point) for point in points])
        if edge in labels:
            x, y = shifted(_label_place(points))
            drawing.words(x + 6, y, labels[edge], size=SMALL, color=FAINT)
    for x, y in sorted(set(_branchings(layout.lines))):
        drawing.dot(*shifted((x, y)))
    for node in graph:
        box = layout.boxes[node.name]
        x, y = shifted((box.x, box.y))
        center, middle = shifted(box.center)
        fill = STYLES[node.kind].fill
        if box.round:
            drawing.circle(center, middle, box.width / 2, fill)
            drawing.words(center, middle, node.text, size=16, anchor="middle")
            continue
        drawing.rectangle(x, y, box.width, box.height, fill)
        below = _below(node, narrow)
        y += 14 if below else box.height / 2
        drawing.words(center, y, node.text, size=TEXT, anchor="middle", bold=_is_bold(node))
        for line, text in enumerate(below):
            y_line = y + 17 + 14 * line
            drawing.words(center, y_line, text, size=SMALL, anchor="middle", color=FAINT)
    drawing.legend(MARGIN, bottom + 6, kinds, width)
    return drawing.text()


def _head(group: Group) -> str:
    return f"{group.count} × {group.text}" if group.count > 1 else group.text


def _is_round(node: Node) -> bool:
    """Tell whether a node is a circle with a symbol."""
    return STYLES[node.kind].fill == "#ffffff" and len(node.text) == 1


def _is_bold(node: Node) -> bool:
    return node.kind in HEAVY


def _below(node: Node, narrow: bool) -> list[str]:
    """Write a node's further lines: its shape, and how many parameters it has."""
    parts = [shape_text(node.shape), f"{node.parameters:,}" if node.parameters else ""]
    parts = [part for part in parts if part]
    return parts if narrow or not parts else [" · ".join(parts)]


def _size(node: Node, narrow: bool) -> Size:
    if _is_round(node):
        return Size(26, 26, round=True)
    below = _below(node, narrow)
    widths = [text_width(text, SMALL) for text in below]
    width = max(text_width(node.text, TEXT, bold=_is_bold(node)), *widths, 0.0)
    return Size(max(90.0, width + 20), 28.0 + 14 * len(below))


def _clear_start(box: Box, width: float, lines: Sequence[tuple[Point, ...]]) -> float:
    """Find where an outline's text begins: on the left, unless a line crosses it there."""
    y = box.y + 13
    crossing = [
        a[0]
        for points in lines
        for a, b in itertools.pairwise(points)
        if a[0] == b[0] and min(a[1], b[1]) <= y <= max(a[1], b[1])
    ]
    for start in (box.x + 8, box.x + box.width - 8 - width):
        if not any(start - 4 < x < start + width + 4 for x in crossing):
            return start
    return box.x + 8


def _branchings(lines: Mapping[Edge, tuple[Point, ...]]) -> list[Point]:
    """Find corners of lines that lie on other lines of the same source."""
    return [
        corner
        for edge, points in lines.items()
        for other, others in lines.items()
        if other != edge and other[0] == edge[0]
        for corner in points[1:-1]
        for a, b in itertools.pairwise(others)
        if _lies_between(corner, a, b)
    ]


def _lies_between(point: Point, a: Point, b: Point) -> bool:
    """Tell whether a point lies on a vertical or horizontal piece, not at its ends."""
    (x, y), (low_x, high_x), (low_y, high_y) = point, sorted((a[0], b[0])), sorted((a[1], b[1]))
    return (x == low_x == high_x and low_y < y < high_y) or (
        y == low_y == high_y and low_x < x < high_x
    )


def _label_place(points: tuple[Point, ...]) -> Point:
    """Find the middle of a line's longest vertical piece."""
    pieces = [(abs(b[1] - a[1]), a, b) for a, b in itertools.pairwise(points)]
    _, a, b = max(pieces)
    return a[0], (a[1] + b[1]) / 2
