"""Which blocks and networks there are diagrams of; each is drawn from its own forward pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from shared.plotting.diagrams import (
    Graph,
    Label,
    Leaves,
    draw_flow,
    draw_rows,
    rows_of,
    trace_images,
)
from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.layers.blocks import BasicBlock, Bottleneck, ZeroPadding
from work02_resnet_vgg.models.densenet import DenseLayer
from work02_resnet_vgg.models.googlenet import INCEPTIONS, GoogLeNet, Inception, torch_norm
from work02_resnet_vgg.models.registry import CIFAR_MODELS, IMAGENET_MODELS, UnknownModelError
from work02_resnet_vgg.models.vgg import vgg_stage

Shape = tuple[int, ...]
Block = tuple[str, Callable[[], nn.Module], Shape]


def _vgg_stage() -> nn.Module:
    return nn.Sequential(*vgg_stage(64, 128, 2))


BLOCKS: dict[str, Block] = {
    "basic-block": ("Basic block", partial(BasicBlock, 64, 64), (64, 56, 56)),
    "basic-block-projection": (
        "Basic block, projection",
        partial(BasicBlock, 64, 128, 2),
        (64, 56, 56),
    ),
    "plain-block": (
        "Plain block",
        partial(BasicBlock, 64, 64, shortcut="none"),
        (64, 56, 56),
    ),
    "bottleneck": ("Bottleneck", partial(Bottleneck, 256, 64), (256, 56, 56)),
    "bottleneck-projection": (
        "Bottleneck, projection",
        partial(Bottleneck, 256, 128, 2),
        (256, 56, 56),
    ),
    "vgg-stage": ("VGG, second stage", _vgg_stage, (64, 112, 112)),
    "inception": (
        "Inception 3a",
        partial(Inception, 192, INCEPTIONS["3a"], torch_norm),
        (192, 28, 28),
    ),
    "dense-layer": ("Dense layer", partial(DenseLayer, 64, 32, nn.BatchNorm2d), (64, 56, 56)),
}
"""Title, module and shape of the input."""

UNITS = (BasicBlock, Bottleneck, Inception, DenseLayer)
"""What gets a row of its own in the diagram of a whole network."""

LEAVES: Leaves = {
    BatchNorm: Label("norm", "batch norm"),
    ZeroPadding: lambda module: Label("zeros", f"every {module.stride}nd pixel, zeros"),
}
"""Our own modules that are one step each."""


WRITTEN = {
    "vgg": "VGG", "resnet": "ResNet", "densenet": "DenseNet", "googlenet": "GoogLeNet", "nin": "NiN",
}  # fmt: skip


def trace(make: Callable[[], nn.Module], image: Shape) -> Graph:
    """Trace one of our blocks or networks, with an input of this shape, see `trace_images`."""
    return trace_images(make, image, leaves=LEAVES)


def names_of_diagrams() -> list[str]:
    """List what `diagram` draws: blocks first, then networks."""
    return [*BLOCKS, *IMAGENET_MODELS, *CIFAR_MODELS]


def title_of(name: str) -> str:
    """Write the name of a network as its paper does: `resnet50` is ResNet-50."""
    beginning, depth = re.fullmatch(r"([a-z]+)(\d*)(?:_bn)?", name).groups()  # type: ignore[union-attr]
    title = WRITTEN.get(beginning, beginning.capitalize()) + (f"-{depth}" if depth else "")
    return f"{title} with batch norm" if name.endswith("_bn") else title


def diagram(name: str) -> str:
    """Draw a block or a network as SVG.

    Raises:
        UnknownModelError: no block or network has this name.
    """
    if name in BLOCKS:
        title, make, image = BLOCKS[name]
        graph = trace(make, image)
        added = [node.name for node in graph if node.kind == "add" and "input" in node.inputs]
        return draw_flow(graph, title, labels={("input", name): "identity" for name in added})
    if name in IMAGENET_MODELS:
        network, size = IMAGENET_MODELS[name], 224
    elif name in CIFAR_MODELS:
        network, size = CIFAR_MODELS[name], 32
    else:
        known = ", ".join(names_of_diagrams())
        raise UnknownModelError(f"nothing to draw is called {name!r}; there are {known}")
    if name == "googlenet":
        network = partial(GoogLeNet, auxiliary=False)
    with torch.device("meta"):
        modules = network().named_modules()
    units = [path for path, module in modules if isinstance(module, UNITS)]
    return draw_rows(title_of(name), rows_of(trace(network, (3, size, size)), units))
