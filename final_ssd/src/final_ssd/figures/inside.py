"""Inside a detector: its anchors, what they were matched to, where each level sees something."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from final_ssd.data.samples import Target
from final_ssd.figures.boxes import show_box, show_image
from final_ssd.geometry.anchors import coverage, level_anchors
from final_ssd.models.detector import Detector
from final_ssd.training.targets import MatchingConfig, assign
from shared.plotting import COLORS, figure


def draw_anchor_levels(detector: Detector, image: UInt8[Tensor, "3 side side"], path: Path) -> None:
    """Draw each level's grid of cells and the anchors of its middle cell, over an image."""
    levels = detector.config.levels
    with figure(path, columns=len(levels), width=2.6 * len(levels), height=2.8) as (_, axes):
        for axis, level in zip(axes, levels, strict=True):
            show_image(axis, image)
            side = detector.config.image_size
            anchors = level_anchors(level, side)
            centers = (anchors[:: len(level.shapes), :2] + anchors[:: len(level.shapes), 2:]) / 2
            axis.plot(*centers.T.numpy(), ".", color="white", markersize=1.5)
            cells = level.cells(side)
            middle = (cells // 2 * cells + cells // 2) * len(level.shapes)
            for number, box in enumerate(anchors[middle : middle + len(level.shapes)].tolist()):
                show_box(axis, box, COLORS[number % len(COLORS)])
            axis.set_title(f"stride {level.stride}: {len(anchors)} anchors")
            axis.set(xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))


def draw_matches(
    detector: Detector,
    samples: Sequence[tuple[UInt8[Tensor, "3 side side"], Target]],
    path: Path,
    config: MatchingConfig,
) -> None:
    """Draw the anchors that answer for each object (color); objects dashed, the worst covered one's IoU."""
    anchors = detector.anchors.cpu()
    with figure(path, columns=len(samples), width=2.6 * len(samples), height=2.9) as (_, axes):
        for axis, (image, target) in zip(axes, samples, strict=True):
            show_image(axis, image)
            matched = assign(anchors, target, config)
            for anchor in (matched >= 0).nonzero().flatten().tolist():
                color = COLORS[int(matched[anchor]) % (len(COLORS) - 1)]
                show_box(axis, anchors[anchor].tolist(), color)
            for box in target["boxes"].tolist():
                show_box(axis, box, "black", dashed=True)
            worst = coverage(anchors, target["boxes"]).min() if len(target["boxes"]) else 0
            axis.set_title(
                f"{int((matched >= 0).sum())} anchors, worst IoU {worst:.2f}", fontsize=9
            )


@torch.no_grad()
def draw_heat(detector: Detector, image: UInt8[Tensor, "3 side side"], path: Path) -> None:
    """Draw where each level sees an object: the highest class score of each cell, clear where it is low."""
    logits, _ = detector(image[None].to(detector.anchors.device))
    scores = logits[0].float().cpu()
    if detector.config.network.scores == "sigmoid":
        best = scores.sigmoid().max(dim=1).values
    else:
        best = 1 - scores.softmax(dim=1)[:, 0]
    levels, side = detector.config.levels, detector.config.image_size
    with figure(path, columns=len(levels) + 1, width=2.2 * (len(levels) + 1), height=2.4) as (
        _,
        axes,
    ):
        show_image(axes[0], image)
        first = 0
        for axis, level in zip(axes[1:], levels, strict=True):
            cells = level.cells(side)
            last = first + cells**2 * len(level.shapes)
            heat = best[first:last].view(cells, cells, -1).max(dim=2).values
            first = last
            show_image(axis, image.float().mean(dim=0, keepdim=True).byte().expand(3, -1, -1))
            axis.imshow(
                heat.numpy(), cmap="autumn_r", alpha=(heat / best.max()).numpy(), vmin=0, vmax=1,
                extent=(-0.5, side - 0.5, side - 0.5, -0.5), interpolation="nearest",
            )  # fmt: skip
            axis.set_title(f"stride {level.stride}, highest score {heat.max():.2f}", fontsize=9)
