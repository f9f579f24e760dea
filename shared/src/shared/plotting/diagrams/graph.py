"""A forward pass as a graph: what was computed, from what, with which shape and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Shape = tuple[int | str, ...]
"""Sizes, or the names of those that are named: ("source", 512)."""


@dataclass(frozen=True)
class Node:
    """One step of a forward pass.

    Attributes:
        name: unique; of a module its path, of an operation its module's path and its own name.
            What comes again has its number behind it: "head", "head:2".
        kind: a key of `svg.STYLES`, such as conv, norm, add; it decides the look.
        text: what it is, such as "3×3 conv, 64, stride 2".
        module: the path of the module that it is or in whose forward it stands.
        inputs: the names of the nodes whose results it takes.
        shape: of its (first) result, without the dimensions that are left out.
        weights: its parameters' names and how many numbers each has.
    """

    name: str
    kind: str
    text: str
    module: str = ""
    inputs: tuple[str, ...] = ()
    shape: Shape = ()
    weights: tuple[tuple[str, int], ...] = ()

    @property
    def parameters(self) -> int:
        """Count the numbers in its parameters."""
        return sum(count for _, count in self.weights)


@dataclass(frozen=True)
class Group:
    """Nodes with one outline around them.

    Attributes:
        text: what they are together.
        members: the nodes' names.
        count: how many times they follow one another, each time with other weights.
    """

    text: str
    members: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True)
class Graph:
    """Nodes, each behind what it takes.

    Attributes:
        nodes: in the order of the pass.
        parameters: numbers in all parameters that the pass used, shared ones once.
        groups: outlines.
    """

    nodes: tuple[Node, ...]
    parameters: int = 0
    groups: tuple[Group, ...] = ()

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> Node:
        for node in self.nodes:
            if node.name == name:
                return node
        known = ", ".join(node.name for node in self.nodes)
        raise KeyError(f"no node is called {name!r}; there are {known}")

    def outputs(self, name: str) -> tuple[str, ...]:
        """Name the nodes that take a node's result."""
        return tuple(node.name for node in self.nodes if name in node.inputs)


def count_parameters(nodes: tuple[Node, ...]) -> int:
    """Count the numbers in the nodes' parameters, shared ones once."""
    return sum({name: count for node in nodes for name, count in node.weights}.values())


def shape_text(shape: Shape) -> str:
    """Write the shape (64, 56, 56) as 64 × 56 × 56: channels first."""
    return " × ".join(f"{size:,}" if isinstance(size, int) else size for size in shape)
