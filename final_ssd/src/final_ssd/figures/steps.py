"""Two algorithms step by step: what two boxes share, and how non-maximum suppression goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from final_ssd.figures.boxes import show_box
from final_ssd.geometry.boxes import areas, intersections, iou, paired_giou, paired_iou
from final_ssd.geometry.nms import nms
from shared.plotting import COLORS, figure

PAIR = torch.tensor([[4.0, 6, 28, 30], [14.0, 14, 38, 36]])
CROWD = torch.tensor(
    [[6.0, 14, 34, 50], [9, 7, 37, 44], [2, 21, 29, 54], [20, 20, 48, 52], [64, 16, 90, 46],
     [66, 22, 92, 50], [57, 6, 80, 34]]
)  # fmt: skip
SCORES = torch.tensor([0.90, 0.80, 0.55, 0.70, 0.95, 0.85, 0.60])
THRESHOLD = 0.5
FAINT = "0.75"


def nms_steps(
    boxes: Float[Tensor, "box 4"], scores: Float[Tensor, " box"], threshold: float
) -> Iterator[tuple[int, Int[Tensor, " dropped"], Int[Tensor, " waiting"]]]:
    """Yield what each step of NMS does: the box that it keeps, those that it drops, those still waiting.

    Args:
        boxes: `x1 y1 x2 y2`.
        scores: the higher the better.
        threshold: IoU above which the worse of two boxes goes.
    """
    if not len(boxes):
        return
    kept = nms(boxes, scores, threshold)
    over = iou(boxes[kept], boxes) > threshold
    dropped_at = torch.where(over.any(dim=0), over.int().argmax(dim=0), len(kept))
    dropped_at[kept] = -1
    for number, best in enumerate(kept.tolist()):
        waiting = torch.cat([(dropped_at > number).nonzero()[:, 0], kept[number + 1 :]])
        yield best, (dropped_at == number).nonzero()[:, 0], waiting


def draw_iou(path: Path) -> None:
    """Draw two boxes, what they share, what they cover, and the box around both."""
    first, second = PAIR
    corner = torch.minimum(first[:2], second[:2])
    around = torch.cat([corner, torch.maximum(first[2:], second[2:])])
    middle = torch.cat([torch.maximum(first[:2], second[:2]), torch.minimum(first[2:], second[2:])])
    shared = float(intersections(first, second))
    union = float(areas(PAIR).sum()) - shared
    outside = float(areas(around)) - union
    titles = (
        "two boxes",
        f"intersection: {shared:.0f}",
        f"union: {union:.0f}\nIoU = {shared:.0f} / {union:.0f} = {float(paired_iou(first, second)):.2f}",
        f"outside, in the box around: {outside:.0f}\n"
        f"GIoU = IoU − {outside:.0f} / {float(areas(around)):.0f} "
        f"= {float(paired_giou(first, second)):.2f}",
    )
    with figure(path, columns=4, width=9.6, height=3.0) as (_, axes):
        for axis, title in zip(axes, titles, strict=True):
            _plane(axis, 42, 42, title)
        _fill(axes[3], around, FAINT)
        for box in PAIR:
            _fill(axes[2], box, COLORS[2])
            _fill(axes[3], box, "white")
        _fill(axes[1], middle, COLORS[2])
        for axis in axes:
            for box, color in zip(PAIR.tolist(), COLORS, strict=False):
                show_box(axis, box, color)


def draw_nms(path: Path) -> None:
    """Draw each step of NMS: what is kept, what it drops and by which IoU, what waits."""
    steps = list(nms_steps(CROWD, SCORES, THRESHOLD))
    rows = -(-(len(steps) + 1) // 3)
    with figure(path, rows=rows, columns=3, width=9.6, height=2.15) as (_, axes):
        for axis in axes:
            axis.axis("off")
        _plane(axes[0], 96, 58, f"{len(CROWD)} detections with scores")
        for box, value in zip(CROWD.tolist(), SCORES.tolist(), strict=True):
            show_box(axes[0], box, "black", f"{value:.2f}")
        kept: list[int] = []
        for number, (axis, (best, dropped, waiting)) in enumerate(
            zip(axes[1:], steps, strict=False), 1
        ):
            _plane(
                axis, 96, 58, f"step {number}: keep {float(SCORES[best]):.2f}, drop {len(dropped)}"
            )
            for box in CROWD[waiting].tolist():
                show_box(axis, box, FAINT)
            for one in kept:
                show_box(axis, CROWD[one].tolist(), COLORS[0])
            overlaps = iou(CROWD[best, None], CROWD[dropped])[0].tolist()
            for box, overlap in zip(CROWD[dropped].tolist(), overlaps, strict=True):
                show_box(axis, box, COLORS[1], f"IoU {overlap:.2f}", dashed=True)
            show_box(axis, CROWD[best].tolist(), COLORS[0], f"{float(SCORES[best]):.2f}")
            kept.append(best)
        for axis in axes:
            for label in axis.texts:
                label.set_fontsize(8)


def _plane(axis: Axes, width: float, height: float, title: str) -> None:
    """Prepare an empty plane with its origin at the top left, as in an image."""
    axis.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axis.axis("off")
    axis.set_title(title, fontsize=9)


def _fill(axis: Axes, box: Tensor, color: str) -> None:
    x1, y1, x2, y2 = (box - 0.5).tolist()  # as show_box has it
    axis.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, facecolor=color, edgecolor="none"))
