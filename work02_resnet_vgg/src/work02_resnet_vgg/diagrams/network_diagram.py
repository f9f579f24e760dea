"""A whole network, a row for each block or layer; equal neighbors share a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from work02_resnet_vgg.diagrams.svg import FAINT, FILL, Drawing, shape_text
from work02_resnet_vgg.diagrams.tracing import Shape, Step

ROW, BOX, LEFT, TOP = 46.0, 36.0, 58.0, 62.0
WIDTH, SHAPE_AT, PARAMETERS_AT = 830.0, 680.0, 806.0


@dataclass(frozen=True)
class Row:
    """A block or a layer.

    Attributes:
        first, last: paths of the first and last module that the row stands for.
        kind: "block", or that of its layer.
        text: its convolutions.
        shortcut: "" for none, identity, projection or zeros.
        shape: of its output.
        parameters: of all modules together.
        count: how many modules it stands for.
    """

    first: str
    last: str
    kind: str
    text: str
    shortcut: str
    shape: Shape
    parameters: int
    count: int = 1


def unit_of(step: Step, blocks: Sequence[str]) -> str:
    """Return the block that a step belongs to, else the step itself."""
    for block in blocks:
        if step.module == block or step.module.startswith(f"{block}."):
            return block
    return step.name


def rows_of(steps: Sequence[Step], blocks: Sequence[str]) -> list[Row]:
    """Gather the steps of a network into rows.

    Args:
        steps: as traced.
        blocks: paths of the modules that get a row each; what stands outside has its own.
    """
    groups: list[tuple[str, list[Step]]] = []
    for step in steps:
        unit = unit_of(step, blocks)
        if groups and groups[-1][0] == unit:
            groups[-1][1].append(step)
        else:
            groups.append((unit, [step]))
    rows: list[Row] = []
    for unit, members in groups:
        step = members[0]
        if unit in blocks:
            row = _block_row(unit, members)
        elif step.kind in ("norm", "relu", "dropout", "flatten"):
            if step.kind in ("norm", "relu") and rows:
                # What follows a layer goes into its row.
                text = f"{rows[-1].text}, {step.text}"
                more = rows[-1].parameters + step.parameters
                rows[-1] = replace(rows[-1], text=text, parameters=more)
            continue
        else:
            row = Row(unit, unit, step.kind, step.text, "", step.shape, step.parameters)
        rows.append(row)
    return _joined(rows)


def _block_row(unit: str, members: Sequence[Step]) -> Row:
    """Make the row of a block: its convolutions, → within a branch, | between the branches."""
    inside = {step.name for step in members}
    branches: list[tuple[str, list[str]]] = []
    for step in members:
        child = step.module.removeprefix(f"{unit}.").partition(".")[0]
        if child == "downsample" or step.kind not in ("conv", "pool"):
            continue
        branch = child if child.startswith("branch") else ""
        if not branches or branches[-1][0] != branch:
            branches.append((branch, []))
        short = step.text.replace(" conv, ", " ").replace(", stride ", "/")
        branches[-1][1].append("pool" if step.kind == "pool" else short)
    adds = [step for step in members if step.kind == "add"]
    shortcut = ""
    if adds:
        shortcut = "identity"
        if any(f"{unit}.downsample" in step.module for step in members):
            shortcut = "projection"
        if any(step.kind == "zeros" for step in members):
            shortcut = "zeros"
        assert shortcut != "identity" or any(name not in inside for name in adds[0].inputs)
    text = "  |  ".join(" → ".join(texts) for _, texts in branches)
    parameters = sum(step.parameters for step in members)
    return Row(unit, unit, "block", text, shortcut, members[-1].shape, parameters)


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Let equal neighbors share a row."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        same = before is not None and (
            (before.kind, before.text, before.shortcut, before.shape)
            == (row.kind, row.text, row.shortcut, row.shape)
            and before.parameters == before.count * row.parameters
        )
        if before is not None and same:
            joined[-1] = replace(
                before,
                last=row.last,
                count=before.count + 1,
                parameters=before.parameters + row.parameters,
            )
        else:
            joined.append(row)
    return joined


def draw_network(title: str, rows: Sequence[Row]) -> str:
    """Draw the network as SVG: solid arcs are identities, dashed ones change the shape."""
    total = sum(row.parameters for row in rows)
    drawing = Drawing(WIDTH, TOP + len(rows) * ROW + 4, title)
    drawing.words(LEFT, 20, f"{title}: {total:,} parameters", size=16, bold=True)
    drawing.words(LEFT + 10, 46, "kernel and channels; /2: stride 2", size=12, color=FAINT)
    drawing.words(SHAPE_AT, 46, "output", size=12, anchor="end", color=FAINT)
    drawing.words(PARAMETERS_AT, 46, "parameters", size=12, anchor="end", color=FAINT)
    for number, row in enumerate(rows):
        y = TOP + number * ROW
        middle = y + BOX / 2
        drawing.rectangle(LEFT, y, WIDTH - LEFT - 12, BOX, FILL.get(row.kind, "#ffffff"))
        text = f"[ {row.text} ] × {row.count}" if row.count > 1 else row.text
        drawing.words(LEFT + 10, y + 12, text, bold=row.kind == "block")
        name = row.first if row.count == 1 else f"{row.first} … {row.last}"
        note = f"; {_SHORTCUTS[row.shortcut]}" if row.shortcut else ""
        drawing.words(LEFT + 10, y + 27, f"{name}{note}", size=11, color=FAINT)
        drawing.words(SHAPE_AT, middle, shape_text(row.shape), anchor="end")
        if row.parameters:
            drawing.words(PARAMETERS_AT, middle, f"{row.parameters:,}", anchor="end")
        if number:
            drawing.path(f"M{WIDTH / 2:g} {y - ROW + BOX:g}V{y - 1:g}")
        if row.shortcut:
            drawing.path(
                f"M{LEFT:g} {y - 5:g}C{LEFT - 46:g} {y - 5:g} {LEFT - 46:g} {y + BOX + 4:g} "
                f"{LEFT:g} {y + BOX + 4:g}",
                dashed=row.shortcut != "identity",
            )
    return drawing.text()


_SHORTCUTS = {
    "identity": "identity shortcut",
    "projection": "projection shortcut",
    "zeros": "shortcut with zeros for new channels",
}
