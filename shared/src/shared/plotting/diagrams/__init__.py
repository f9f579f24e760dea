"""Diagrams that come from a network's own forward pass: a changed layer changes the picture.

Read `graph.py` (a pass as nodes with shapes), `tracing.py` (how it is recorded) with `describing.py`
(what modules and operations are called), and `simplifying.py` (several nodes as one, `N ×`). Then
the pictures: `flow.py` (boxes and arrows; `placing.py` and `routing.py` say where they stand) and
`rows.py` (a whole network, a row for each block), both on `svg.py`. `checking.py` finds what
a reader could not read.
"""

from shared.plotting.diagrams.checking import problems
from shared.plotting.diagrams.describing import CUT, PASS, Call, Label
from shared.plotting.diagrams.flow import draw_flow
from shared.plotting.diagrams.graph import Graph, Group, Node
from shared.plotting.diagrams.rows import draw_rows, rows_of
from shared.plotting.diagrams.simplifying import collapse, fold, group, hide, relabel
from shared.plotting.diagrams.svg import Drawing
from shared.plotting.diagrams.tracing import Leaves, Operations, one_step, trace, trace_images

__all__ = [
    "CUT",
    "PASS",
    "Call",
    "Drawing",
    "Graph",
    "Group",
    "Label",
    "Leaves",
    "Node",
    "Operations",
    "collapse",
    "draw_flow",
    "draw_rows",
    "fold",
    "group",
    "hide",
    "one_step",
    "problems",
    "relabel",
    "rows_of",
    "trace",
    "trace_images",
]
