"""A detector's diagram, drawn from a traced forward pass: a changed layer changes the picture."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import torch

from final_ssd.models.backbones import BackboneName
from final_ssd.models.detector import Detector
from shared.files import write_text_atomically
from shared.plotting.diagrams import Graph, Label, Leaves, draw_flow, group, hide, relabel, trace

LEAVES: Leaves = {
    "backbone.stages.*": Label("block", "stage"),
    "class_head.towers.*": Label("conv", "classes"),
    "box_head.towers.*": Label("conv", "boxes"),
}
BACKBONES: dict[BackboneName, str] = {
    "resnet50": "ResNet-50", "resnet101": "ResNet-101", "mobilenet_v2": "MobileNetV2",
    "tiny": "a tiny network",
}  # fmt: skip
BATCH = 3 * 7  # no other dimension has this size


def trace_detector(detector: Detector) -> Graph:
    """Trace the backbone's stages, the pyramid's convolutions and sums, and the heads' towers."""
    side = detector.config.image_size
    images = torch.zeros(BATCH, 3, side, side, device="meta")
    graph = trace(
        deepcopy(detector).to("meta").eval(), {"images": images}, leaves=LEAVES, dims={BATCH: ""}
    )
    # Pixels are normalized before the first stage, maps enlarged before a sum, levels put together.
    other = [
        node.name
        for node in graph
        if node.kind in ("elementwise", "resize", "activation", "concat")
    ]
    return hide(graph, *other)


def draw_detector(detector: Detector, path: Path) -> None:
    """Draw backbone, pyramid and heads: a row for each level, the finest at the top."""
    graph = trace_detector(detector)
    stages = _named(graph, "backbone.stages.")
    lateral, sums = _named(graph, "neck.lateral."), _named(graph, "neck.add")
    levels = [*_named(graph, "neck.smooth."), *_named(graph, "neck.extra.")]
    first = 1 + detector.first
    columns = [(lateral, first), (sums[::-1], first), (levels, first)] if levels else []
    columns = [(["images", *stages], 0), *columns]
    heads = [_named(graph, f"{head}_head.") for head in ("class", "box")]
    columns += [(head, first) for head in heads]
    places = {
        name: (row + start, column)
        for column, (names, start) in enumerate(columns)
        for row, name in enumerate(names)
    }
    texts = {name: f"C{level}" for level, name in enumerate(stages, 2)}
    texts |= {name: f"P{level}" for level, name in enumerate(levels, first + 1)}
    texts |= dict.fromkeys(lateral, "1×1 conv")
    shared = detector.config.network.shared_heads
    graph = relabel(graph, texts)
    for head in ("class", "box"):
        graph = group(graph, f"{head}_head", "shared weights" if shared else "own weights")
    note = "below: output shape, parameters"
    network = detector.config.network
    name = BACKBONES[network.backbone] + (" and FPN" if network.pyramid else "")
    title = f"SSD on {name}: {graph.parameters:,} parameters"
    write_text_atomically(path, draw_flow(graph, title, places=places, note=note, narrow=True))


def _named(graph: Graph, beginning: str) -> list[str]:
    return [node.name for node in graph if node.name.startswith(beginning)]
