"""A whole network, a row for each block or layer; equal neighbors share a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shared.plotting.diagrams.graph import Graph, Node, Shape, shape_text
from shared.plotting.diagrams.svg import FAINT, STYLES, Drawing, text_width

ROW, BOX, LEFT, TOP = 46.0, 36.0, 58.0, 62.0
WIDTH, SHAPE_AT, PARAMETERS_AT = 830.0, 690.0, 806.0

Shortcut = Literal["", "identity", "projection", "zeros"]
SHORTCUTS = {
    "identity": "identity shortcut",
    "projection": "projection shortcut",
    "zeros": "shortcut with zeros for new channels",
}


@dataclass(frozen=True)
class Row:
    """A block or a layer.

    Attributes:
        first, last: paths of the first and last module that the row stands for.
        kind: "block", or that of its layer.
        text: its convolutions.
        shortcut: what is added to its output.
        shape: of its output.
        parameters: of all modules together.
        count: how many modules it stands for.
    """

    first: str
    last: str
    kind: str
    text: str
    shortcut: Shortcut
    shape: Shape
    parameters: int
    count: int = 1


def rows_of(graph: Graph, blocks: Collection[str]) -> list[Row]:
    """Make the rows of a network.

    Args:
        graph: as traced.
        blocks: paths of the modules that get a row each; what stands outside has its own.
    """
    units: list[tuple[str, list[Node]]] = []
    for node in graph:
        unit = _unit_of(node, blocks)
        if units and units[-1][0] == unit:
            units[-1][1].append(node)
        else:
            units.append((unit, [node]))
    rows: list[Row] = []
    for unit, members in units:
        node = members[0]
        if unit in blocks:
            rows.append(_block_row(unit, members))
        elif node.kind in ("norm", "activation") and rows:
            # What follows a layer goes into its row.
            text = f"{rows[-1].text}, {node.text}"
            rows[-1] = replace(
                rows[-1], text=text, parameters=rows[-1].parameters + node.parameters
            )
        elif node.kind not in ("norm", "activation", "dropout", "flatten"):
            rows.append(Row(unit, unit, node.kind, node.text, "", node.shape, node.parameters))
    return _joined(rows)


def _unit_of(node: Node, blocks: Collection[str]) -> str:
    """Name the block that a node belongs to, else the node itself."""
    for block in blocks:
        if node.module == block or node.module.startswith(f"{block}."):
            return block
    return node.name


def _block_row(unit: str, members: Sequence[Node]) -> Row:
    """Write a block's convolutions in order: → within a branch, | between the branches."""
    inside = {node.name for node in members}
    added = [node for node in members if node.kind == "add"]
    outer = [name for node in added for name in node.inputs if name not in inside]
    main = _ancestors(members, added[-1].inputs[:1]) if added else inside
    branches: list[tuple[str, list[str]]] = []
    for node in members:
        if node.name not in main or node.kind not in ("conv", "pool"):
            continue
        child = node.module.removeprefix(f"{unit}.").partition(".")[0]
        branch = child if child.startswith("branch") else ""
        if not branches or branches[-1][0] != branch:
            branches.append((branch, []))
        short = node.text.replace(" conv, ", " ").replace(", stride ", "/")
        branches[-1][1].append("pool" if node.kind == "pool" else short)
    shortcut: Shortcut = ""
    if added:
        zeros = any(node.kind == "zeros" for node in members)
        shortcut = "identity" if outer else "zeros" if zeros else "projection"
    text = "  |  ".join(" → ".join(texts) for _, texts in branches)
    parameters = sum(node.parameters for node in members)
    return Row(unit, unit, "block", text, shortcut, members[-1].shape, parameters)


def _ancestors(members: Sequence[Node], names: Sequence[str]) -> set[str]:
    """Find the nodes of a block that the named ones depend on, and themselves."""
    found = set(names)
    for node in reversed(members):
        if node.name in found:
            found.update(node.inputs)
    return found


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Let equal neighbors share a row."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if (
            before is not None
            and (before.kind, before.text, before.shortcut, before.shape)
            == (row.kind, row.text, row.shortcut, row.shape)
            and before.parameters == before.count * row.parameters
        ):
            joined[-1] = replace(
                before,
                last=row.last,
                count=before.count + 1,
                parameters=before.parameters + row.parameters,
            )
        else:
            joined.append(row)
    return joined


def draw_rows(title: str, rows: Sequence[Row]) -> str:
    """Draw a network as SVG: solid arcs are identities, dashed ones change the shape."""
    total = sum(row.parameters for row in rows)
    drawing = Drawing(WIDTH, TOP + len(rows) * ROW + 4, title)
    drawing.words(LEFT, 20, f"{title}: {total:,} parameters", size=16, bold=True)
    drawing.words(LEFT + 10, 46, "kernel and channels; /2: stride 2", size=12, color=FAINT)
    drawing.words(SHAPE_AT, 46, "output", size=12, anchor="end", color=FAINT)
    drawing.words(PARAMETERS_AT, 46, "parameters", size=12, anchor="end", color=FAINT)
    for number, row in enumerate(rows):
        y = TOP + number * ROW
        middle = y + BOX / 2
        drawing.rectangle(LEFT, y, WIDTH - LEFT - 12, BOX, STYLES[row.kind].fill)
        text = f"[ {row.text} ] × {row.count}" if row.count > 1 else row.text
        bold = row.kind == "block"
        shape = shape_text(row.shape)
        room = SHAPE_AT - text_width(shape, 13) - LEFT - 22
        size = max(10.0, min(13.0, 13 * room / (text_width(text, 13, bold=bold) or room)))
        name = row.first if row.count == 1 else f"{row.first} … {row.last}"
        note = f"; {SHORTCUTS[row.shortcut]}" if row.shortcut else ""
        alone = name == text and not note
        drawing.words(LEFT + 10, middle if alone else y + 12, text, size=size, bold=bold)
        if not alone:
            drawing.words(LEFT + 10, y + 27, f"{name}{note}", size=11, color=FAINT)
        drawing.words(SHAPE_AT, middle, shape, anchor="end")
        if row.parameters:
            drawing.words(PARAMETERS_AT, middle, f"{row.parameters:,}", anchor="end")
        if number:
            drawing.line([(WIDTH / 2, y - ROW + BOX), (WIDTH / 2, y - 1)])
        if row.shortcut:
            drawing.path(
                f"M{LEFT:g} {y - 5:g}C{LEFT - 46:g} {y - 5:g} {LEFT - 46:g} {y + BOX + 4:g} "
                f"{LEFT:g} {y + BOX + 4:g}",
                dashed=row.shortcut != "identity",
            )
    return drawing.text()
