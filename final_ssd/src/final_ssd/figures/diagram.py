"""A detector's diagram, drawn from a traced forward pass: a changed layer changes the picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from torch import Tensor, nn

from final_ssd.models.detector import Detector
from shared.plotting import COLOURS, figure

Shape = tuple[int, ...]
TRACED = (
    "backbone.stages", "neck.lateral", "neck.smooth", "neck.extra",
    "class_head.towers", "box_head.towers",
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One call of a module: its path, what came out (channels, height, width), its weights."""

    path: str
    shape: Shape
    parameters: int


def trace(detector: Detector) -> list[Call]:
    """Trace the backbone's stages, the pyramid's convolutions and the heads' towers, in their order."""
    traced = {
        path: module
        for path, module in detector.named_modules()
        if path.rpartition(".")[0] in TRACED
    }
    calls: list[Call] = []

    def listen(path: str) -> Any:
        def hook(module: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> None:
            count = sum(p.numel() for p in module.parameters())
            calls.append(Call(path, tuple(output.shape[1:]), count))

        return hook

    handles = [module.register_forward_hook(listen(path)) for path, module in traced.items()]
    try:
        with torch.no_grad():
            side = detector.config.image_size
            detector.eval()(torch.zeros(1, 3, side, side, device=detector.anchors.device))
    finally:
        for handle in handles:
            handle.remove()
    return calls


def _size(shape: Shape) -> str:
    return " × ".join(map(str, shape))


def _box(axis: Axes, x: float, y: float, title: str, call: Call, color: str) -> None:
    axis.add_patch(
        FancyBboxPatch(
            (x, y),
            1.7,
            0.66,
            boxstyle="round,pad=0.04",
            facecolor=color,
            alpha=0.25,
            edgecolor=color,
        )
    )
    axis.text(x + 0.85, y + 0.44, title, ha="center", va="center", fontsize=8)
    text = f"{_size(call.shape)}\n{call.parameters:,} weights"
    axis.text(x + 0.85, y + 0.16, text, ha="center", va="center", fontsize=5.5)


def _arrow(axis: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axis.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "0.3", "linewidth": 0.9})


def draw_detector(detector: Detector, path: Path) -> None:
    """Draw backbone, pyramid and heads as boxes, with the shapes and weights of a forward pass."""
    groups: dict[str, list[Call]] = {}
    for call in trace(detector):
        groups.setdefault(call.path.rpartition(".")[0], []).append(call)
    stages, lateral = groups["backbone.stages"], groups.get("neck.lateral", [])
    smooth, extra = groups.get("neck.smooth", []), groups.get("neck.extra", [])
    heads = list(zip(groups["class_head.towers"], groups["box_head.towers"], strict=True))
    levels = detector.config.levels
    first = detector.first
    rows = max(len(stages), first + len(levels))
    with figure(path, width=9, height=0.95 * rows + 0.5) as (_, (axis,)):
        axis.set(xlim=(-0.2, 11.35), ylim=(-0.3, rows + 0.2))
        axis.axis("off")
        for row, call in enumerate(stages):
            _box(axis, 0, row, f"C{row + 2}, stride {4 * 2**row}", call, COLOURS[0])
            if row:
                _arrow(axis, (0.85, row - 0.3), (0.85, row - 0.06))
        for number, call in enumerate(lateral):
            row = first + number
            _box(
                axis,
                2.7,
                row,
                "1×1, + coarser" if number < len(lateral) - 1 else "1×1",
                call,
                COLOURS[2],
            )
            _arrow(axis, (1.78, row + 0.33), (2.64, row + 0.33))
            if number:
                _arrow(axis, (3.55, row - 0.06), (3.55, row - 0.3))
        for number, (kind, call) in enumerate(
            [*(("3×3", c) for c in smooth), *(("3×3/2", c) for c in extra)]
        ):
            row = first + number
            _box(axis, 5.2, row, f"P{row + 2}: {kind}", call, COLOURS[2])
            if number < len(lateral):
                _arrow(axis, (4.48, row + 0.33), (5.14, row + 0.33))
            else:
                _arrow(axis, (6.05, row - 0.3), (6.05, row - 0.06))
        for number, (classes, boxes) in enumerate(heads):
            row = first + number
            _box(axis, 7.5, row, "classes", classes, COLOURS[1])
            _box(axis, 9.45, row, "boxes", boxes, COLOURS[3])
            _arrow(axis, (6.98 if lateral else 1.78, row + 0.33), (7.44, row + 0.33))
        shared = detector.config.network.shared_heads
        title = "heads: the same weights at each level" if shared else "heads of each level's own"
        axis.text(9.3, first + len(heads) + 0.02, title, ha="center", fontsize=8)
