"""Which way each line takes through the grid, before anything has pixels.

A line goes straight where it can. Otherwise it turns in the channel below its source (`fork`) or
above its target (`merge`), or it goes around what stands in its way on a lane beside the target's
column (`lane`). Channel r lies above row r.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Cell = tuple[int, int]
"""Row and column."""
Edge = tuple[str, str]
"""Source and target."""
Way = Literal["straight", "level", "elbow", "fork", "merge", "over", "lane"]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Route:
    """The way of an edge.

    Attributes:
        edge: source and target.
        way: straight down, level to the side, elbow (down, then to the side of a circle), fork,
            merge, over (above the row that both stand in), or lane.
        start, end: cells of source and target.
        channel: where it turns; -1 for nowhere.
        side: of the target's column on which its lane lies.
        lane: its number there, near ones first.
    """

    edge: Edge
    way: Way
    start: Cell
    end: Cell
    channel: int = -1
    side: Side = "right"
    lane: int = 0

    @property
    def down(self) -> bool:
        """Whether it leads to a lower row."""
        return self.end[0] > self.start[0]


class Span(NamedTuple):
    """A piece of a line between two places; pieces with one key may cover one another."""

    low: float
    high: float
    key: str


def numbered(spans: Sequence[Span]) -> list[int]:
    """Give each piece the lowest number whose pieces before it do not touch it."""
    numbers: list[int] = []
    for place, span in enumerate(spans):
        before = list(zip(spans[:place], numbers, strict=True))
        number = next((n for other, n in before if other.key == span.key), None)
        if number is None:
            touching = {
                n for other, n in before if other.low <= span.high and span.low <= other.high
            }
            number = next(n for n in range(place + 1) if n not in touching)
        numbers.append(number)
    return numbers


def find_routes(
    places: Mapping[str, Cell], edges: Sequence[Edge], circles: Collection[str]
) -> list[Route]:
    """Choose the way of each edge, those with the shortest way first; the others go around them.

    Args:
        places: of the nodes.
        edges: all.
        circles: nodes that take lines from the side, too.
    """
    taken = set(places.values())
    outputs: dict[str, int] = defaultdict(int)
    for source, _ in edges:
        outputs[source] += 1
    # Pieces in the middle of a column: cell → the sources of lines there.
    verticals: dict[Cell, set[str]] = defaultdict(set)

    def is_clear(column: int, rows: Iterable[int], source: str) -> bool:
        cells = [(row, column) for row in rows]
        return all(cell not in taken and verticals[cell] <= {source} for cell in cells)

    def claim(route: Route, column: int, rows: Iterable[int]) -> Route:
        for row in rows:
            verticals[row, column].add(route.edge[0])
        return route

    def find(edge: Edge) -> Route:
        source, target = edge
        start, end = places[source], places[target]
        (row, column), (to_row, to_column) = start, end
        low, high = sorted((column, to_column))
        between_columns = range(low + 1, high)
        if row == to_row:
            if all((row, between) not in taken for between in between_columns):
                return Route(edge, "level", start, end)
            return Route(edge, "over", start, end, row)
        step = 1 if to_row > row else -1
        rows = range(row + step, to_row, step)
        below_source = row + 1 if step == 1 else row
        above_target = to_row if step == 1 else to_row + 1
        if column == to_column:
            if is_clear(column, rows, source):
                return claim(Route(edge, "straight", start, end), column, rows)
            return Route(edge, "lane", start, end, below_source)
        level = all((to_row, c) not in taken for c in (column, *between_columns))
        if target in circles and level and is_clear(column, rows, source):
            return claim(Route(edge, "elbow", start, end), column, rows)
        fork = Route(edge, "fork", start, end, below_source), to_column
        merge = Route(edge, "merge", start, end, above_target), column
        for route, vertical in (fork, merge) if outputs[source] > 1 else (merge, fork):
            if is_clear(vertical, rows, source):
                return claim(route, vertical, rows)
        side: Side = "left" if to_column > column else "right"
        return Route(edge, "lane", start, end, below_source, side)

    def detour(edge: Edge) -> tuple[int, int]:
        (row, column), (to_row, to_column) = places[edge[0]], places[edge[1]]
        return abs(to_column - column), abs(to_row - row)

    return _with_lanes([find(edge) for edge in sorted(edges, key=detour)])


def _with_lanes(routes: Sequence[Route]) -> list[Route]:
    """Give each line its lane on its side of its column; lines of one source share one."""
    beside: dict[tuple[int, Side], list[Route]] = defaultdict(list)
    for route in routes:
        if route.way == "lane":
            beside[route.end[1], route.side].append(route)
    lanes: dict[Edge, int] = {}
    for members in beside.values():
        members.sort(key=lambda route: abs(route.end[0] - route.start[0]))
        spans = []
        for route in members:
            low, high = sorted((route.start[0] + (0.5 if route.down else -0.5), route.end[0]))
            spans.append(Span(low, high, route.edge[0]))
        lanes |= {r.edge: lane for r, lane in zip(members, numbered(spans), strict=True)}
    return [replace(route, lane=lanes.get(route.edge, 0)) for route in routes]
