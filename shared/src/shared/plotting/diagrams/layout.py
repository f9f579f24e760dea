"""From places and routes to pixels: columns from left to right, then rows from top to bottom.

Columns have gaps between them, and rows have channels between them. Both grow with the lanes, the
tracks and the outlines that they hold, so that no line covers another one of another source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.plotting.diagrams.routing import Cell, Edge, Route, Side, Span, find_routes, numbered
from shared.plotting.diagrams.svg import Point

GAP, CHANNEL = 28.0, 22.0
FIRST_LANE, LANE, TRACK = 20.0, 12.0, 9.0
BORDER, TOP_BORDER, BOTTOM_BORDER = 12.0, 26.0, 12.0
PORT = 26.0
"""Between two lines that end on one edge of a box."""


@dataclass(frozen=True)
class Size:
    """What a node needs."""

    width: float
    height: float
    round: bool = False


@dataclass(frozen=True)
class Box:
    """A node's rectangle; of a round one the square around its circle."""

    x: float
    y: float
    width: float
    height: float
    round: bool = False

    @property
    def center(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Layout:
    """A laid-out graph, from (0, 0) at the top left.

    Attributes:
        boxes: of the nodes.
        lines: the points of each edge, from source to target.
        lanes: the edges that go around something.
        outlines: of groups, as given.
        width, height: of all.
    """

    boxes: Mapping[str, Box]
    lines: Mapping[Edge, tuple[Point, ...]]
    lanes: frozenset[Edge]
    outlines: tuple[Box, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Frame:
    """The cells of a group; of two with the same cells the later one is the outer one."""

    top: int
    bottom: int
    left: int
    right: int
    number: int

    def holds(self, other: _Frame) -> bool:
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
            and (self.cells != other.cells or self.number >= other.number)
        )

    @property
    def cells(self) -> tuple[int, int, int, int]:
        return self.top, self.bottom, self.left, self.right


class _Columns:
    """Left edges and widths of the columns, and what stands beside them."""

    def __init__(
        self,
        places: Mapping[str, Cell],
        sizes: Mapping[str, Size],
        routes: Sequence[Route],
        frames: Sequence[_Frame],
        labels: Mapping[Edge, float],
        heads: Sequence[float],
    ) -> None:
        count = 1 + max(column for _, column in places.values())
        self.widths = [0.0] * count
        for name, (_, column) in places.items():
            self.widths[column] = max(self.widths[column], sizes[name].width)
        # Pixels that lanes and their labels need on each side of each column.
        self.beside: dict[tuple[int, Side], float] = defaultdict(float)
        for route in routes:
            if route.way == "lane":
                label = labels.get(route.edge, 0.0)
                needed = FIRST_LANE + LANE * route.lane + (label + 6 if label else 0)
                key = route.end[1], route.side
                self.beside[key] = max(self.beside[key], needed)
        for frame, head in zip(frames, heads, strict=True):
            if frame.left < frame.right:
                continue
            # Where a line enters in the middle of a column, a frame's text stands beside it.
            entered = any(
                route.down
                and route.start[0] < frame.top <= route.end[0]
                and route.end[1] == frame.left
                for route in routes
            )
            key = frame.right, "right"
            room = self.widths[frame.right] * (0.5 if entered else 1) + self.beside[key]
            room += BORDER * (1 if entered else 2)
            self.beside[key] += max(0.0, head + 16 - room)
        self.lefts: list[float] = []
        x = 0.0
        for column in range(count):
            x += self.beside[column, "left"] + (GAP if column else 0)
            x += BORDER * sum(frame.left == column for frame in frames)
            self.lefts.append(x)
            x += self.widths[column] + self.beside[column, "right"]
            x += BORDER * sum(frame.right == column for frame in frames)
        self.total = x

    def center(self, column: int) -> float:
        return self.lefts[column] + self.widths[column] / 2

    def right(self, column: int) -> float:
        return self.lefts[column] + self.widths[column]

    def lane(self, route: Route) -> float:
        away, column = FIRST_LANE + LANE * route.lane, route.end[1]
        left = route.side == "left"
        return self.lefts[column] - away if left else self.right(column) + away


class _Rows:
    """Upper edges and heights of the rows, and where the tracks of each channel begin."""

    def __init__(
        self,
        places: Mapping[str, Cell],
        sizes: Mapping[str, Size],
        frames: Sequence[_Frame],
        tracks: Mapping[int, int],
    ) -> None:
        count = 1 + max(row for row, _ in places.values())
        self.heights = [0.0] * count
        for name, (row, _) in places.items():
            self.heights[row] = max(self.heights[row], sizes[name].height)
        self.tops: list[float] = []
        self.channels: list[float] = []
        y = 0.0
        for row in range(count + 1):
            y += BOTTOM_BORDER * _depth([f for f in frames if f.bottom == row - 1])
            y += TOP_BORDER * _depth([f for f in frames if f.top == row])
            self.channels.append(y)
            if tracks.get(row) or 0 < row < count:
                y += CHANNEL + TRACK * max(0, tracks.get(row, 0) - 1)
            if row < count:
                self.tops.append(y)
                y += self.heights[row]
        self.total = y

    def track(self, channel: int, number: int) -> float:
        return self.channels[channel] + CHANNEL / 2 - 2 + TRACK * number


def _depth(frames: Sequence[_Frame]) -> int:
    """Count how many of the frames lie inside one another."""
    return max((sum(other.holds(frame) for other in frames) for frame in frames), default=0)


def lay_out(
    places: Mapping[str, Cell],
    sizes: Mapping[str, Size],
    edges: Sequence[Edge],
    groups: Sequence[tuple[Sequence[str], float]] = (),
    labels: Mapping[Edge, float] | None = None,
) -> Layout:
    """Lay out nodes and lines.

    Args:
        places: row and column of each node, no two the same.
        sizes: of the nodes; boxes in a column get the width of its widest.
        edges: pairs of a source and a target.
        groups: members of outlines, and pixels that their texts need.
        labels: pixels that the text beside an edge's lane needs.

    Raises:
        ValueError: two nodes have the same place.
    """
    if len(set(places.values())) < len(places):
        raise ValueError("two nodes have the same place")
    frames = [
        _frame([places[name] for name in members], number)
        for number, (members, _) in enumerate(groups)
    ]
    circles = {name for name, size in sizes.items() if size.round}
    routes = find_routes(places, edges, circles)
    heads = [head for _, head in groups]
    columns = _Columns(places, sizes, routes, frames, labels or {}, heads)
    ports = _ports(routes, columns, circles)
    tracks = _tracks(routes, columns, ports)
    counts = {
        channel: 1 + max(tracks[r.edge] for r in routes if r.channel == channel)
        for channel in {route.channel for route in routes} - {-1}
    }
    rows = _Rows(places, sizes, frames, counts)
    boxes = {}
    for name, (row, column) in places.items():
        size = sizes[name]
        width = size.width if size.round else columns.widths[column]
        y = rows.tops[row] + (rows.heights[row] - size.height) / 2
        boxes[name] = Box(columns.center(column) - width / 2, y, width, size.height, size.round)
    lines = {
        route.edge: _points(
            route, boxes, ports.get(route.edge, 0.0), columns.lane(route),
            rows.track(route.channel, tracks.get(route.edge, 0)),
        )
        for route in routes
    }  # fmt: skip
    return Layout(
        boxes,
        {edge: lines[edge] for edge in edges},
        frozenset(route.edge for route in routes if route.way == "lane"),
        tuple(_outline(frame, frames, columns, rows) for frame in frames),
        columns.total,
        rows.total,
    )


def _frame(cells: Sequence[Cell], number: int) -> _Frame:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return _Frame(min(rows), max(rows), min(columns), max(columns), number)


def _outline(frame: _Frame, frames: Sequence[_Frame], columns: _Columns, rows: _Rows) -> Box:
    """Draw the rectangle around a group's boxes, their lanes, and the outlines inside it."""
    inner = [other for other in frames if other is not frame and frame.holds(other)]
    left = columns.lefts[frame.left] - columns.beside[frame.left, "left"]
    left -= BORDER * (1 + sum(other.left == frame.left for other in inner))
    right = columns.right(frame.right) + columns.beside[frame.right, "right"]
    right += BORDER * (1 + sum(other.right == frame.right for other in inner))
    top = rows.channels[frame.top]
    top -= TOP_BORDER * _depth([f for f in (frame, *inner) if f.top == frame.top]) - 4
    bottom = rows.tops[frame.bottom] + rows.heights[frame.bottom] - 2
    bottom += BOTTOM_BORDER * _depth([f for f in (frame, *inner) if f.bottom == frame.bottom])
    return Box(left, top, right - left, bottom - top)


def _ports(routes: Sequence[Route], columns: _Columns, circles: set[str]) -> dict[Edge, float]:
    """Find where lines end on the upper (or lower) edges of their targets, side by side."""
    ending: dict[tuple[str, bool], list[Route]] = defaultdict(list)
    for route in routes:
        if route.way in ("straight", "fork", "merge", "over"):
            ending[route.edge[1], route.down or route.way == "over"].append(route)
    ports: dict[Edge, float] = {}
    for (target, _), members in ending.items():
        column = members[0].end[1]
        members.sort(key=lambda route: route.start[1])
        straight = [n for n, route in enumerate(members) if route.way == "straight"]
        pivot = straight[0] if straight else (len(members) - 1) / 2
        reach = max(pivot, len(members) - 1 - pivot) or 1
        step = min(PORT, (columns.widths[column] / 2 - 12) / reach)
        for number, route in enumerate(members):
            shift = 0.0 if target in circles else (number - pivot) * step
            ports[route.edge] = columns.center(column) + shift
    return ports


def _tracks(
    routes: Sequence[Route], columns: _Columns, ports: Mapping[Edge, float]
) -> dict[Edge, int]:
    """Give each line that turns its track, by number, from each channel's top."""
    turning: dict[int, list[tuple[bool, float, Span, Edge]]] = defaultdict(list)
    for route in routes:
        if route.channel >= 0:
            start = columns.center(route.start[1])
            end = columns.lane(route) if route.way == "lane" else ports[route.edge]
            merges = route.way in ("merge", "over")
            key = "/".join(route.edge) if merges else route.edge[0]
            low, high = sorted((start, end))
            turning[route.channel].append((merges, high - low, Span(low, high, key), route.edge))
    tracks: dict[Edge, int] = {}
    for pieces in turning.values():
        # Forks come first. Of merges the near ones turn above the far ones and cross none.
        pieces.sort(key=lambda piece: piece[:2])
        for piece, number in zip(pieces, numbered([p[2] for p in pieces]), strict=True):
            tracks[piece[3]] = number
    return tracks


def _points(
    route: Route, boxes: Mapping[str, Box], port: float, lane: float, track: float
) -> tuple[Point, ...]:
    """List the corners of a line."""
    source, target = boxes[route.edge[0]], boxes[route.edge[1]]
    (from_x, from_y), (to_x, to_y) = source.center, target.center
    over = route.way == "over"
    if over and not source.round:  # beside the middle, where a line from above may end
        shift = min(PORT, source.width / 2 - 12)
        from_x += shift if to_x > from_x else -shift
    out = (from_x, source.y + source.height if route.down else source.y)
    into = (port, target.y if route.down or over else target.y + target.height)
    if route.way == "straight":
        return out, (from_x, into[1])
    if route.way == "level":
        forward = to_x > from_x
        return (
            (source.x + source.width if forward else source.x, from_y),
            (target.x if forward else target.x + target.width, from_y),
        )
    if route.way == "elbow":
        return out, (from_x, to_y), (target.x + (target.width if from_x > to_x else 0), to_y)
    if route.way == "lane":
        edge = target.x + (target.width if lane > to_x else 0)
        return out, (from_x, track), (lane, track), (lane, to_y), (edge, to_y)
    return out, (from_x, track), (port, track), into
