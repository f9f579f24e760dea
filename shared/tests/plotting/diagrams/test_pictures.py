"""Pictures are legible, tell what the pass does, and repeat byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
import torch
from torch import Tensor, nn
from toy_networks import Block, Network, SharedHead

from shared.plotting.diagrams import (
    Graph,
    Node,
    draw_flow,
    draw_rows,
    fold,
    group,
    problems,
    rows_of,
    trace,
    trace_images,
)
from shared.plotting.diagrams.layout import Box, Layout, Size, lay_out
from shared.plotting.diagrams.placing import place
from shared.plotting.diagrams.svg import Drawing, text_width

SVG = "{http://www.w3.org/2000/svg}"
IMAGE = (3, 16, 16)


class Branches(nn.Module):
    """Three branches of different lengths, and a shortcut."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(3, 4, 1)
        self.two = nn.Sequential(nn.Conv2d(3, 8, 1), nn.ReLU(), nn.Conv2d(8, 4, 3, padding=1))
        self.three = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(3, 4, 1))

    def forward(self, images: Tensor) -> Tensor:
        return torch.cat((self.one(images), self.two(images), self.three(images), images), 1)


def gru_like(x: Tensor, state: Tensor) -> Tensor:
    weight = torch.ones(4, 4)
    update = (x + state).sigmoid()
    new = (x @ weight + update * state).tanh()
    return (1 - update) * new + update * state


def gated() -> Graph:
    return trace(gru_like, {"x": torch.zeros(3, 4), "state": torch.zeros(3, 4)}, dims={3: ""})


def shared_head() -> Graph:
    inputs = {"a": torch.zeros(11, 3, 4), "b": torch.zeros(11, 5, 4)}
    return trace(SharedHead(), inputs, dims={11: "", 3: "queries", 5: "keys"})


GRAPHS: dict[str, Callable[[], Graph]] = {
    "block": lambda: trace_images(Block, (4, 8, 8)),
    "network": lambda: trace_images(Network, IMAGE),
    "folded": lambda: fold(trace_images(Network, IMAGE), "blocks.*", "a block with a long name"),
    "branches": lambda: trace_images(Branches, IMAGE),
    "gated": gated,
    "shared head": shared_head,
    "nested": lambda: group(
        fold(trace_images(lambda: Network(3), IMAGE), "blocks.*", "block"), "blocks", "all blocks"
    ),
}


def laid_out(graph: Graph) -> Layout:
    edges = [(name, node.name) for node in graph for name in node.inputs]
    sizes = {node.name: Size(100, 40, round=node.kind == "add") for node in graph}
    groups = [(g.members, 40.0) for g in graph.groups]
    return lay_out(place(graph), sizes, edges, groups)


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("late", [False, True])
def test_every_picture_is_legible(name: str, narrow: bool, late: bool) -> None:
    svg = draw_flow(GRAPHS[name](), name, narrow=narrow, late=late)
    assert problems(svg) == []


@pytest.mark.parametrize("name", GRAPHS)
def test_every_node_and_edge_is_drawn(name: str) -> None:
    graph = GRAPHS[name]()
    root = ElementTree.fromstring(draw_flow(graph, name))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert all(node.text in texts for node in graph)
    arrows = [path for path in root.iter(f"{SVG}path") if "marker-end" in path.attrib]
    assert len(arrows) == sum(len(node.inputs) for node in graph)


@pytest.mark.parametrize("name", GRAPHS)
def test_lines_begin_and_end_at_boxes_and_pass_none(name: str) -> None:
    layout = laid_out(GRAPHS[name]())
    for (source, target), points in layout.lines.items():
        assert _touches(layout.boxes[source], points[0])
        assert _touches(layout.boxes[target], points[-1])
        for a, b in pairwise(points):
            assert a[0] == b[0] or a[1] == b[1], "only vertical and horizontal pieces"
            for box in layout.boxes.values():
                assert not _enters(box, a, b)


@pytest.mark.parametrize("name", GRAPHS)
def test_lines_of_different_sources_do_not_cover_one_another(name: str) -> None:
    lines = laid_out(GRAPHS[name]()).lines
    for (one, points), (other, others) in combinations(lines.items(), 2):
        if one[0] == other[0] or one[1] == other[1]:
            continue
        for a in pairwise(points):
            for b in pairwise(others):
                assert not _overlap(a, b), (one, other)


def _touches(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    inside = box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
    edge = x in (box.x, box.x + box.width) or y in (box.y, box.y + box.height)
    return inside and edge


def _enters(box: Box, a: tuple[float, float], b: tuple[float, float]) -> bool:
    (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return (
        left < box.x + box.width - 0.01 and right > box.x + 0.01
        and top < box.y + box.height - 0.01 and bottom > box.y + 0.01
    )  # fmt: skip


def _overlap(a: tuple[tuple[float, float], ...], b: tuple[tuple[float, float], ...]) -> bool:
    for along, across in ((0, 1), (1, 0)):
        if {p[across] for p in (*a, *b)} == {a[0][across]}:
            low = max(min(p[along] for p in a), min(p[along] for p in b))
            high = min(max(p[along] for p in a), max(p[along] for p in b))
            return high > low + 0.01
    return False


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("name", GRAPHS)
def test_no_two_nodes_share_a_place_and_each_stands_below_its_inputs(name: str, late: bool) -> None:
    graph = GRAPHS[name]()
    places = place(graph, late=late)
    assert len(set(places.values())) == len(graph)
    for node in graph:
        assert all(places[other][0] < places[node.name][0] for other in node.inputs)


def test_a_chain_stays_in_its_column_and_branches_stand_beside_it() -> None:
    places = place(trace_images(Branches, IMAGE))
    assert {places[n][1] for n in ("input", "one", "cat")} == {0}
    assert {places[n][1] for n in ("two.0", "two.1", "two.2")} == {1}
    assert {places[n][1] for n in ("three.0", "three.1")} == {2}


def test_a_changed_layer_changes_the_picture_and_nothing_else_does() -> None:
    def draw(kernel: int) -> str:
        return draw_flow(trace_images(lambda: Network(kernel=kernel), IMAGE), "network")

    assert draw(3) == draw(3) != draw(5)
    assert not re.search(r"\bid=\"(?!head\")|date|\d{4}-\d\d", draw(3))


def test_an_outline_holds_its_boxes_and_lanes() -> None:
    graph = GRAPHS["nested"]()
    layout = laid_out(graph)
    for one, outline in zip(graph.groups, layout.outlines, strict=True):
        for name, box in layout.boxes.items():
            inside = (
                outline.x < box.x and box.x + box.width < outline.x + outline.width
                and outline.y < box.y and box.y + box.height < outline.y + outline.height
            )  # fmt: skip
            assert inside == (name in one.members)
    inner, outer = layout.outlines
    assert outer.x < inner.x
    assert outer.y < inner.y


def test_nodes_can_be_placed_by_hand() -> None:
    graph = trace(lambda x: (x.tanh(), x.exp()), {"x": torch.zeros(3)})
    svg = draw_flow(graph, "side by side", places={"x": (0, 0), "tanh": (0, 1), "exp": (0, 2)})
    assert problems(svg) == []
    with pytest.raises(ValueError, match="same place"):
        draw_flow(graph, "", places={"x": (0, 0), "tanh": (0, 1), "exp": (0, 1)})


@pytest.mark.parametrize("places", [(0, 1, 2), (2, 1, 0)])
def test_a_line_that_goes_over_a_box_does_not_touch_one_that_ends_below(
    places: tuple[int, int, int],
) -> None:
    above, near, far = places
    cells = {"a": (0, above), "b": (1, above), "near": (1, near), "far": (1, far)}
    sizes = dict.fromkeys(cells, Size(100, 40))
    edges = [("a", "b"), ("b", "near"), ("b", "far")]
    lines = lay_out(cells, sizes, edges).lines
    into, over = lines["a", "b"], lines["b", "far"]
    assert over[0][1] == into[-1][1], "both at the upper edge of b"
    for a in pairwise(into):
        for b in pairwise(over):
            assert not _meet(a, b)


def _meet(a: tuple[tuple[float, float], ...], b: tuple[tuple[float, float], ...]) -> bool:
    return all(
        max(min(p[k] for p in a), min(p[k] for p in b))
        <= min(max(p[k] for p in a), max(p[k] for p in b))
        for k in (0, 1)
    )


def test_a_label_stands_beside_its_line() -> None:
    graph = trace_images(Block, (4, 8, 8))
    svg = draw_flow(graph, "block", labels={("input", "add"): "identity"})
    assert ">identity<" in svg
    assert problems(svg) == []


def test_rows_join_equal_blocks_and_add_up() -> None:
    graph = trace_images(lambda: Network(3), IMAGE)
    rows = rows_of(graph, ["blocks.0", "blocks.1", "blocks.2"])
    assert [(row.kind, row.text, row.shortcut, row.count) for row in rows] == [
        ("input", "input", "", 1),
        ("conv", "3×3 conv, 4, stride 2", "", 1),
        ("block", "3×3 4 → 3×3 4", "identity", 3),
        ("pool", "global average", "", 1),
        ("linear", "linear, 10", "", 1),
    ]
    svg = draw_rows("network", rows)
    assert f"network: {graph.parameters:,} parameters" in svg
    assert problems(svg) == []


def test_text_is_measured_at_least_as_wide_as_it_is() -> None:
    assert text_width("", 10) == 0
    assert text_width("iiii", 10) < text_width("mmmm", 10)
    assert text_width("bold", 10) < text_width("bold", 10, bold=True)
    assert text_width("卷积", 10) == 20


def test_what_is_illegible_is_found() -> None:
    drawing = Drawing(900, 100, "wide")
    drawing.rectangle(10, 10, 40, 20, "#ffffff")
    drawing.words(12, 20, "much too long")
    drawing.words(200, 50, "tiny", size=8)
    drawing.words(205, 50, "on top")
    drawing.line([(300, 0), (300, 100)])
    drawing.words(280, 60, "crossed")
    found = " ".join(problems(drawing.text()))
    for what in ("900 px wide", "'much too long' leaves", "'tiny' is 8 px", "'on top' covers 'tiny'",
                 "crosses 'crossed'"):  # fmt: skip
        assert what in found
    assert len(problems(drawing.text())) == 5


def test_names_are_escaped() -> None:
    graph = Graph((Node("a", "input", "a < b & c"), Node("b", "conv", "<b>", inputs=("a",))))
    root = ElementTree.fromstring(draw_flow(graph, "a & b"))
    assert "a < b & c" in [element.text for element in root.iter(f"{SVG}text")]
