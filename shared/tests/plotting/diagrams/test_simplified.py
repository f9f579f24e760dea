"""Several nodes as one, equal layers once, and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from torch import Tensor, nn
from toy_networks import Block, Network

from shared.plotting.diagrams import (
    Graph,
    Label,
    collapse,
    fold,
    group,
    hide,
    relabel,
    trace_images,
)
from shared.plotting.diagrams.graph import shape_text

IMAGE = (3, 16, 16)


def network(blocks: int = 3) -> Graph:
    return trace_images(lambda: Network(blocks), IMAGE)


def test_equal_blocks_are_shown_once_with_their_number() -> None:
    graph = fold(network(), "blocks.*", "block")
    (only,) = graph.groups
    assert (only.text, only.count, len(only.members)) == ("block", 3, 6)
    assert graph.parameters == network().parameters
    assert not any("blocks.1" in node.name for node in graph)
    # What took the last block's result takes that of the one that is shown.
    assert graph["mean"].inputs == ("blocks.0.relu:2",)


def test_blocks_that_differ_stay_apart() -> None:
    class Changing(Network):
        def __init__(self) -> None:
            super().__init__(4)
            self.blocks[2] = Block(kernel=5)

    counts = [g.count for g in fold(trace_images(Changing, IMAGE), "blocks.*", "block").groups]
    assert counts == [2, 1, 1]


def test_layers_that_read_the_same_memory_are_equal() -> None:
    class Reading(nn.Module):
        def __init__(self, first_only: bool) -> None:
            super().__init__()
            self.first_only = first_only
            self.layers = nn.ModuleList(Reader() for _ in range(3))

        def forward(self, x: Tensor) -> Tensor:
            features = x.tanh()
            for number, layer in enumerate(self.layers):
                features = layer(features, features if self.first_only and number else x)
            return features.exp()

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(4, 4)

        def forward(self, x: Tensor, memory: Tensor) -> Tensor:
            return self.linear(x) + memory

    for first_only, expected in ((False, [3]), (True, [1, 2])):
        graph = trace_images(lambda first=first_only: Reading(first), (4,))
        folded = fold(graph, "layers.*", "layer")
        assert [one.count for one in folded.groups] == expected
        last = list(folded.groups)[-1].members[-1]
        assert folded["exp"].inputs == (last,)


def test_a_module_becomes_one_node() -> None:
    graph = collapse(network(), "blocks.*", lambda path: Label("block", f"block {path[-1]}"))
    assert [node.name for node in graph] == [
        "input", "stem", "blocks.0", "blocks.1", "blocks.2", "mean", "dropout", "head",
    ]  # fmt: skip
    assert graph["blocks.1"].inputs == ("blocks.0",)
    assert graph["blocks.1"].text == "block 1"
    assert graph["blocks.1"].shape == (4, 8, 8)
    assert graph["blocks.1"].parameters == sum(p.numel() for p in Block().parameters())
    assert sum(node.parameters for node in graph) == graph.parameters


def test_a_module_whose_parts_are_called_one_by_one_becomes_one_node() -> None:
    class Apart(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))

        def forward(self, x: Tensor) -> Tensor:
            return x + self.inner[1](nn.functional.linear(x, self.inner[0].weight).tanh().exp())

    graph = collapse(trace_images(Apart, (4,)), "inner", Label("block", "inner"))
    assert [(node.name, node.inputs) for node in graph] == [
        ("input", ()),
        ("inner", ("input",)),
        ("add", ("input", "inner")),
    ]


def test_hidden_nodes_hand_on_what_they_took() -> None:
    graph = hide(network(1), "blocks.0.norm", "*.relu*", "dropout")
    assert graph["blocks.0.conv2"].inputs == ("blocks.0.conv1",)
    assert graph["head"].inputs == ("mean",)


@pytest.mark.parametrize(
    "change",
    [
        lambda graph: collapse(graph, "layers.*", Label("block", "")),
        lambda graph: fold(graph, "layers.*", ""),
        lambda graph: group(graph, "layers.*", ""),
        lambda graph: relabel(graph, {"layers": ""}),
    ],
)
def test_a_name_that_fits_nothing_is_an_error(change: Callable[[Graph], Graph]) -> None:
    with pytest.raises((ValueError, KeyError), match="layers"):
        change(network())


def test_texts_can_be_replaced() -> None:
    assert relabel(network(), {"stem": "the stem"})["stem"].text == "the stem"


def test_groups_hold_what_is_in_a_module() -> None:
    (blocks,) = group(network(), "blocks", "all blocks").groups
    assert len(blocks.members) == 18
    assert all(name.startswith("blocks.") for name in blocks.members)


def test_shapes_read_channels_first() -> None:
    assert shape_text((64, 56, 56)) == "64 × 56 × 56"
    assert shape_text(("source", 37_000)) == "source × 37,000"
