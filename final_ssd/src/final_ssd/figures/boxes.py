"""Images with boxes: of a run's detections, of predict.py's, and of the other figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import UInt8
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from final_ssd.data.samples import Target
from final_ssd.data.splits import Splits
from final_ssd.models.detections import Detections, detect
from final_ssd.models.detector import Detector
from shared.plotting import COLORS, figure

DRAWN_SCORE = 0.4  # of the boxes that are drawn


def show_image(axis: Axes, image: UInt8[Tensor, "3 height width"]) -> None:
    """Show an image without axes."""
    axis.imshow(image.movedim(0, -1).numpy(), interpolation="nearest")
    axis.axis("off")


def show_box(
    axis: Axes, box: Sequence[float], color: str, text: str = "", *, dashed: bool = False
) -> None:
    """Show one box `x1 y1 x2 y2`, with a label above its corner."""
    x1, y1, x2, y2 = box
    style = "--" if dashed else "-"
    axis.add_patch(
        Rectangle(
            (x1 - 0.5, y1 - 0.5), x2 - x1, y2 - y1,
            fill=False, edgecolor=color, linewidth=1.2, linestyle=style,
        )
    )  # fmt: skip
    if text:
        axis.text(
            x1, y1 - 1.5, text, fontsize=6, color="white", clip_on=True, parse_math=False,
            bbox={"facecolor": color, "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )  # fmt: skip


def show_detections(
    axis: Axes,
    image: UInt8[Tensor, "3 height width"],
    detections: Detections,
    classes: Sequence[str],
    *,
    target: Target | None = None,
    score: float = DRAWN_SCORE,
) -> None:
    """Show detections above a score, with class and score; targets dashed in black below them."""
    show_image(axis, image)
    for box in target["boxes"].tolist() if target else []:
        show_box(axis, box, "black", dashed=True)
    drawn = detections.above(score)
    for box, value, number in zip(
        drawn.boxes.tolist(), drawn.scores.tolist(), drawn.classes.tolist(), strict=True
    ):
        color = COLORS[number % (len(COLORS) - 1)]
        show_box(axis, box, color, f"{classes[number]} {value:.2f}")


def draw_examples(detector: Detector, splits: Splits, path: Path, count: int = 8) -> None:
    """Draw the first test images with their detections and targets."""
    count = min(count, len(splits.test))  # type: ignore[arg-type]
    device = detector.anchors.device
    samples = [splits.test[number] for number in range(count)]
    images = torch.stack([image for image, _ in samples])
    detections = detect(detector, images.to(device))
    columns = min(4, count)
    rows = -(-count // columns)
    with figure(path, rows=rows, columns=columns, width=2.4 * columns, height=2.4) as (_, axes):
        for axis in axes:
            axis.axis("off")
        for axis, (image, target), own in zip(axes, samples, detections, strict=False):
            show_detections(axis, image, own.cpu(), splits.classes, target=target)
