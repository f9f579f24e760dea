"""`python draw.py`: diagrams of blocks and networks, drawn from a traced forward pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import torch
import tyro
from torch import nn

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from work02_resnet_vgg.block_diagram import draw_block
from work02_resnet_vgg.blocks import BasicBlock, Bottleneck
from work02_resnet_vgg.densenet import DenseLayer
from work02_resnet_vgg.googlenet import INCEPTIONS, GoogLeNet, Inception, torch_norm
from work02_resnet_vgg.models import CIFAR_MODELS, IMAGENET_MODELS, UnknownModelError
from work02_resnet_vgg.network_diagram import draw_network, rows_of
from work02_resnet_vgg.tracing import Shape, trace
from work02_resnet_vgg.vgg import vgg_stage

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
UNITS = (BasicBlock, Bottleneck, Inception, DenseLayer)
"""What gets a row of its own in the diagram of a whole network."""


def draw(name: str) -> str:
    """A diagram as SVG.

    Raises:
        UnknownModelError: no block or network has this name.
    """
    if name in BLOCKS:
        title, make, image = BLOCKS[name]
        return draw_block(title, trace(make, image))
    if name in IMAGENET_MODELS:
        network, size = IMAGENET_MODELS[name], 224
    elif name in CIFAR_MODELS:
        network, size = CIFAR_MODELS[name], 32
    else:
        known = ", ".join([*BLOCKS, *IMAGENET_MODELS, *CIFAR_MODELS])
        raise UnknownModelError(f"nothing to draw is called {name!r}; there are {known}")
    if name == "googlenet":
        network = partial(GoogLeNet, auxiliary=False)
    with torch.device("meta"):
        modules = network().named_modules()
    units = [path for path, module in modules if isinstance(module, UNITS)]
    return draw_network(name, rows_of(trace(network, (3, size, size)), units))


@one_line_errors
def main(
    names: Annotated[tuple[str, ...], tyro.conf.Positional],
    out: Path = Path("results") / "diagrams",
) -> None:
    """Draw blocks and networks as SVG.

    Args:
        names: such as resnet50, vgg16, resnet20, plain20, basic-block, bottleneck, vgg-stage.
        out: the folder for the files, one for each name.
    """
    drawings = {name: draw(name) for name in names}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in drawings.items():
        write_text_atomically(out / f"{name}.svg", content)
        print(out / f"{name}.svg")
