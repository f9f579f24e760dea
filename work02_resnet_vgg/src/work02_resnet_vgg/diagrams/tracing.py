"""What a network does, as a graph: recorded from its own forward pass, never written by hand."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.fx import GraphModule, Node, Tracer
from torch.fx.passes.shape_prop import ShapeProp

Shape = tuple[int, ...]
Leaves = Mapping[type[nn.Module], Callable[[Any], tuple[str, str]]]
"""Modules of one's own that are one step each: what gives a module's kind and text."""


@dataclass(frozen=True)
class Step:
    """One operation of a forward pass.

    Attributes:
        name: unique; of a module, its path.
        kind: input, conv, norm, relu, pool, linear, add, concat, zeros, flatten, dropout.
        text: what it is, such as "3×3 conv, 64, stride 2".
        module: the path of the module whose forward it stands in or that it is.
        inputs: the names of the steps whose outputs it reads.
        shape: of its output, without the batch.
        parameters: of its own.
    """

    name: str
    kind: str
    text: str
    module: str
    inputs: tuple[str, ...]
    shape: Shape
    parameters: int


class _LeafTracer(Tracer):
    """A tracer that looks into modules, but not into torch's own and not into `leaves`."""

    def __init__(self, leaves: tuple[type[nn.Module], ...]) -> None:
        super().__init__()
        self.leaves = leaves

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, self.leaves) or super().is_leaf_module(m, module_qualified_name)


def trace(make: Callable[[], nn.Module], image: Shape, leaves: Leaves | None = None) -> list[Step]:
    """Record the steps of a forward pass in evaluation, in order.

    Args:
        make: builds the network; it is built without storage.
        image: the input's shape without the batch, such as (3, 224, 224).
        leaves: modules that are one step each; what is inside them is not looked at.

    Raises:
        TypeError: the network does something that has no picture here.
    """
    leaves = leaves or {}
    with torch.device("meta"):
        model = make().eval()
        graph = _LeafTracer(tuple(leaves)).trace(model)
        ShapeProp(GraphModule(model, graph)).propagate(torch.empty(1, *image))
    steps: list[Step] = []
    passed: dict[str, str] = {}  # identities and the like: the step whose output they hand on
    for node in graph.nodes:
        if node.op == "output":
            continue
        inputs = tuple(dict.fromkeys(passed[n.name] for n in node.all_input_nodes))
        module = model.get_submodule(str(node.target)) if node.op == "call_module" else None
        kind, text = _describe(node, module, leaves)
        if kind == "identity":
            (passed[node.name],) = inputs
            continue
        name = str(node.target) if module is not None else node.name
        passed[node.name] = name
        counted = module.parameters() if module is not None else ()
        steps.append(
            Step(
                name=name,
                kind=kind,
                text=text,
                module=_path(node),
                inputs=inputs,
                shape=tuple(node.meta["tensor_meta"].shape[1:]),
                parameters=sum(parameter.numel() for parameter in counted),
            )
        )
    return steps


def _path(node: Node) -> str:
    """Return the path of the module that a step belongs to: fx records the stack of calls around it."""
    stack = list(node.meta.get("nn_module_stack") or {})
    return str(stack[-1]) if stack else ""


def _describe(node: Node, module: nn.Module | None, leaves: Leaves) -> tuple[str, str]:
    """Return a step's kind and its text."""
    if node.op == "placeholder":
        return "input", "input"
    if module is not None:
        describe = next((leaves[kind] for kind in leaves if isinstance(module, kind)), None)
        return describe(module) if describe else _describe_module(module)
    functions: dict[Any, tuple[str, str]] = {
        torch.nn.functional.relu: ("relu", "ReLU"),
        operator.add: ("add", "+"),
        operator.mul: ("scale", "× scale"),
        torch.cat: ("concat", "concatenate"),
        "flatten": ("flatten", "flatten"),
        "mean": ("pool", "global average"),
    }
    if node.target not in functions:
        raise TypeError(f"no picture for the operation {node.name}")
    return functions[node.target]


def _describe_module(module: nn.Module) -> tuple[str, str]:
    if isinstance(module, nn.Conv2d):
        stride = f", stride {module.stride[0]}" if module.stride[0] > 1 else ""
        size = "×".join(map(str, module.kernel_size))
        return "conv", f"{size} conv, {module.out_channels}{stride}"
    if isinstance(module, nn.BatchNorm2d):
        return "norm", "batch norm"
    if isinstance(module, nn.ReLU):
        return "relu", "ReLU"
    if isinstance(module, nn.Linear):
        return "linear", f"linear, {module.out_features}"
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        which = "max" if isinstance(module, nn.MaxPool2d) else "average"
        stride = f", stride {module.stride}" if module.stride != 1 else ""
        return "pool", f"{module.kernel_size}×{module.kernel_size} {which} pool{stride}"
    if isinstance(module, nn.AdaptiveAvgPool2d):
        pooled = module.output_size
        return "pool", "global average" if pooled == 1 else f"average to {pooled}×{pooled}"
    if isinstance(module, nn.Dropout):
        return "dropout", f"dropout {module.p:g}"
    if isinstance(module, nn.Identity):
        return "identity", ""
    raise TypeError(f"no picture for a {type(module).__name__}")
