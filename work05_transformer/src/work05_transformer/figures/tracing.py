"""A forward pass as a graph: what torch is called with, in which order, and what depends on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

NAMES = {"truediv": "÷ √d", "invert": "not", "__invert__": "not", "div": "÷ √d"}


@dataclass
class Node:
    """One call of torch, or a chain of calls of which each takes the one before alone.

    Attributes:
        labels: what was called, first to last.
        shape: of the result.
        sources: the nodes whose results it took.
    """

    labels: list[str]
    shape: tuple[int, ...]
    sources: list[int] = field(default_factory=list)


class _Recorder(TorchFunctionMode):
    def __init__(self, inputs: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.nodes = [Node([name], tuple(tensor.shape)) for name, tensor in inputs.items()]
        self.made = {id(tensor): number for number, tensor in enumerate(inputs.values())}
        self.kept: list[Tensor] = list(inputs.values())  # an id is unique while its tensor lives

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        sources = [self.made[id(a)] for a in _tensors((args, kwargs)) if id(a) in self.made]
        name = getattr(func, "__name__", "")
        if isinstance(result, Tensor) and sources and name != "__get__":
            self.made[id(result)] = len(self.nodes)  # dropout of nothing returns what it got
            self.nodes.append(
                Node([NAMES.get(name, name)], tuple(result.shape), list(dict.fromkeys(sources)))
            )
            self.kept.append(result)
        return result


def _tensors(values: Any) -> list[Tensor]:
    if isinstance(values, Tensor):
        return [values]
    if isinstance(values, Mapping):
        values = list(values.values())
    if isinstance(values, list | tuple):
        return [tensor for value in values for tensor in _tensors(value)]
    return []


@torch.no_grad()
def trace(run: Callable[..., Any], inputs: Mapping[str, Tensor]) -> list[Node]:
    """Run `run(*inputs)`; return its inputs and calls as a graph, each behind what it needs.

    Calls that do not depend on the inputs are left out.
    """
    with _Recorder(inputs) as recorder:
        run(*inputs.values())
    return contract(recorder.nodes)


def contract(nodes: Sequence[Node]) -> list[Node]:
    """Make one node of each chain in which every result is used once, by the next call."""
    uses = [0] * len(nodes)
    for node in nodes:
        for source in node.sources:
            uses[source] += 1
    kept: list[Node] = []
    place: dict[int, int] = {}
    for number, node in enumerate(nodes):
        sources = list(dict.fromkeys(place[source] for source in node.sources))
        if len(node.sources) == 1 and uses[node.sources[0]] == 1 and nodes[node.sources[0]].sources:
            chain = kept[sources[0]]
            chain.labels += node.labels
            chain.shape = node.shape
            place[number] = sources[0]
        else:
            place[number] = len(kept)
            kept.append(Node(list(node.labels), node.shape, sources))
    return kept
