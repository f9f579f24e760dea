"""Where the nodes of a graph stand: each in a cell of a grid, below what it takes."""

from __future__ import annotations

from collections.abc import Mapping

from shared.plotting.diagrams.graph import Graph


def place(graph: Graph, *, late: bool = False) -> dict[str, tuple[int, int]]:
    """Choose a row and a column for each node.

    A node's row is one below the lowest of its inputs. It continues the column of an input, unless
    another node did so already or stands between; a new branch gets a column to the right. Where
    branches meet, a node goes on in that of its own group, else in the leftmost; a group does not go
    on in the column of another one.

    Args:
        graph: as traced.
        late: put each node just above the first that takes it, where it could also stand higher.
    """
    rows = _rows(graph, late)
    last = {n.name: max((rows[o] for o in graph.outputs(n.name)), default=rows[n.name] + 1)
            for n in graph}  # fmt: skip
    places: dict[str, tuple[int, int]] = {}
    continued: set[str] = set()
    free_from: list[int] = []  # each column's first row below everything in it
    order = {node.name: number for number, node in enumerate(graph)}
    for node in sorted(graph, key=lambda node: (rows[node.name], order[node.name])):
        row = rows[node.name]
        column = None
        own = _groups(graph, node.name)
        for name in sorted(
            node.inputs, key=lambda name: (_groups(graph, name) != own, places[name][1])
        ):
            groups = _groups(graph, name)
            if own and groups and not own & groups:
                continue  # a group begins beside another one
            if name not in continued and _is_clear(places, places[name], row):
                column = places[name][1]
                continued.add(name)
                break
        if column is None:
            source = min((places[name] for name in node.inputs), default=(row, -1))
            right = range(source[1] + 1, len(free_from))
            column = next((c for c in right if free_from[c] <= source[0]), len(free_from))
        if column == len(free_from):
            free_from.append(0)
        places[node.name] = (row, column)
        free_from[column] = max(free_from[column], last[node.name])
    return places


def _groups(graph: Graph, name: str) -> set[int]:
    """List the numbers of the groups that a node is in."""
    return {number for number, group in enumerate(graph.groups) if name in group.members}


def _rows(graph: Graph, late: bool) -> dict[str, int]:
    rows: dict[str, int] = {}
    for node in graph:
        rows[node.name] = 1 + max((rows[name] for name in node.inputs), default=-1)
    if late:
        for node in reversed(graph.nodes):
            outputs = graph.outputs(node.name)
            if outputs:
                rows[node.name] = min(rows[name] for name in outputs) - 1
    return rows


def _is_clear(places: Mapping[str, tuple[int, int]], start: tuple[int, int], row: int) -> bool:
    """Tell whether nothing stands in the column of `start` below it down to `row`."""
    return not any(
        column == start[1] and start[0] < other <= row for other, column in places.values()
    )
