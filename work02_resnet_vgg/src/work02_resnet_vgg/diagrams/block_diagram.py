"""A block, step by step: every convolution, normalization and ReLU as a box, branches side by side."""

from __future__ import annotations

from collections.abc import Sequence

from work02_resnet_vgg.diagrams.svg import FAINT, FILL, Drawing, shape_text
from work02_resnet_vgg.diagrams.tracing import Step

BOX_WIDTH, BOX_HEIGHT, ROW, GAP = 180.0, 40.0, 60.0, 20.0
MARGIN, TOP = 16.0, 56.0


def place(steps: Sequence[Step]) -> dict[str, tuple[int, int]]:
    """Choose the row and the column of each step.

    A step's row is one below the lowest of its inputs. It continues the column of its first input
    unless another branch already left that input downwards there; branches that meet (an addition)
    return to the leftmost column of theirs.
    """
    places: dict[str, tuple[int, int]] = {}
    followed: set[str] = set()
    columns = 1
    for step in steps:
        if not step.inputs:
            places[step.name] = (0, 0)
            continue
        row = 1 + max(places[name][0] for name in step.inputs)
        if len(step.inputs) > 1:
            column = min(places[name][1] for name in step.inputs)
        elif step.inputs[0] not in followed:
            followed.add(step.inputs[0])
            column = places[step.inputs[0]][1]
        else:
            column, columns = columns, columns + 1
        places[step.name] = (row, column)
    return places


def draw_block(title: str, steps: Sequence[Step]) -> str:
    """Draw the block as SVG."""
    places = place(steps)
    columns = 1 + max(column for _, column in places.values())
    rows = 1 + max(row for row, _ in places.values())
    taken = set(places.values())

    def is_skip(name: str, step: Step) -> bool:
        """Tell whether other steps stand between the two in one column."""
        (from_row, from_column), (row, column) = places[name], places[step.name]
        between = ((other, column) for other in range(from_row + 1, row))
        return from_column == column and any(place in taken for place in between)

    # A skip needs room beside the columns.
    skips = [(step, name) for step in steps for name in step.inputs if is_skip(name, step)]
    width = 2 * MARGIN + columns * BOX_WIDTH + (columns - 1) * GAP + (90 if skips else 0)
    drawing = Drawing(width, TOP + rows * ROW, title)
    drawing.words(MARGIN, 18, title, size=15, bold=True)
    drawing.words(MARGIN, 38, "below: output shape · parameters", size=11, color=FAINT)

    def corner(name: str) -> tuple[float, float]:
        row, column = places[name]
        return MARGIN + column * (BOX_WIDTH + GAP), TOP + row * ROW

    for step in steps:
        x, y = corner(step.name)
        middle = x + BOX_WIDTH / 2
        for name in step.inputs:
            from_x, from_y = corner(name)
            start, bottom = from_x + BOX_WIDTH / 2, from_y + BOX_HEIGHT
            if (step, name) in skips:
                side = x + BOX_WIDTH + 45
                drawing.path(
                    f"M{from_x + BOX_WIDTH:g} {from_y + 28:g}H{side:g}V{y + BOX_HEIGHT / 2:g}"
                    f"H{x + BOX_WIDTH + 1:g}"
                )
                drawing.words(side + 4, (from_y + y) / 2 + 20, "x", size=15, bold=True)
            elif start == middle:
                drawing.path(f"M{start:g} {bottom:g}V{y - 1:g}")
            elif from_x < x:
                # A new branch leaves to the right, above its first box.
                turn = bottom + (ROW - BOX_HEIGHT) / 2
                drawing.path(f"M{start:g} {bottom:g}V{turn:g}H{middle:g}V{y - 1:g}")
            else:
                turn = y - (ROW - BOX_HEIGHT) / 2
                drawing.path(f"M{start:g} {bottom:g}V{turn:g}H{middle:g}V{y - 1:g}")
    for step in steps:
        x, y = corner(step.name)
        drawing.rectangle(x, y, BOX_WIDTH, BOX_HEIGHT, FILL.get(step.kind, "#ffffff"))
        middle = x + BOX_WIDTH / 2
        drawing.words(middle, y + 13, step.text, anchor="middle", bold=step.kind == "conv")
        below = shape_text(step.shape)
        if step.parameters:
            below += f" · {step.parameters:,}"
        drawing.words(middle, y + 30, below, size=11, anchor="middle", color=FAINT)
    return drawing.text()
