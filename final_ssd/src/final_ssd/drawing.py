"""Images with boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import UInt8
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from final_ssd.detections import Detections, detect
from final_ssd.detector import Detector
from final_ssd.samples import Splits, Truth
from shared.plotting import COLOURS, figure

SHOWN_SCORE = 0.4


def show_image(axis: Axes, image: UInt8[Tensor, "3 height width"]) -> None:
    """An image without axes."""
    axis.imshow(image.movedim(0, -1).numpy(), interpolation="nearest")
    axis.axis("off")


def show_box(
    axis: Axes, box: Sequence[float], colour: str, text: str = "", *, dashed: bool = False
) -> None:
    """One box `x1 y1 x2 y2`, with a label above its corner."""
    x1, y1, x2, y2 = box
    style = "--" if dashed else "-"
    axis.add_patch(
        Rectangle(
            (x1 - 0.5, y1 - 0.5), x2 - x1, y2 - y1,
            fill=False, edgecolor=colour, linewidth=1.2, linestyle=style,
        )
    )  # fmt: skip
    if text:
        axis.text(
            x1, y1 - 1.5, text, fontsize=6, color="white", clip_on=True,
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )  # fmt: skip


def show_detections(
    axis: Axes,
    image: UInt8[Tensor, "3 height width"],
    found: Detections,
    classes: Sequence[str],
    *,
    truth: Truth | None = None,
    score: float = SHOWN_SCORE,
) -> None:
    """Detections above a score, with their class and score; truths dashed in black below them."""
    show_image(axis, image)
    for box in truth["boxes"].tolist() if truth else []:
        show_box(axis, box, "black", dashed=True)
    shown = found.above(score)
    for box, value, number in zip(
        shown.boxes.tolist(), shown.scores.tolist(), shown.classes.tolist(), strict=True
    ):
        colour = COLOURS[number % (len(COLOURS) - 1)]
        show_box(axis, box, colour, f"{classes[number]} {value:.2f}")


def draw_examples(detector: Detector, splits: Splits, path: Path, count: int = 8) -> None:
    """The first test images with what was found in them."""
    count = min(count, len(splits.test))  # type: ignore[arg-type]
    device = detector.anchors.device
    samples = [splits.test[number] for number in range(count)]
    images = torch.stack([image for image, _ in samples])
    found = detect(detector, images.to(device))
    columns = min(4, count)
    rows = -(-count // columns)
    with figure(path, rows=rows, columns=columns, width=2.4 * columns, height=2.4) as (_, axes):
        for axis in axes:
            axis.axis("off")
        for axis, (image, truth), one in zip(axes, samples, found, strict=False):
            on_cpu = Detections(one.boxes.cpu(), one.scores.cpu(), one.classes.cpu())
            show_detections(axis, image, on_cpu, splits.classes, truth=truth)
