"""Looking into a detector: its anchors, what they were matched to, its maps, its curves, its failures.

`python -m final_ssd.looking RUN` draws all of it for a trained run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from jaxtyping import UInt8
from torch import Tensor

from final_ssd.anchors import coverage, level_anchors
from final_ssd.data import DataName, DataSettings, load
from final_ssd.detections import Detections
from final_ssd.detector import Detector, load_detector
from final_ssd.drawing import show_box, show_detections, show_image
from final_ssd.evaluation import Pairs, detect_all, evaluate
from final_ssd.mean_average_precision import RECALLS, CocoResult
from final_ssd.samples import Truth, collate
from final_ssd.targets import LossConfig, assign
from shared.commands import one_line_errors
from shared.plotting import COLOURS, figure
from shared.training import SeededBatches, seeded_loader


def draw_anchor_levels(detector: Detector, image: UInt8[Tensor, "3 side side"], path: Path) -> None:
    """For each level its grid of cells and the anchors of the middle cell, over an image."""
    levels = detector.config.levels
    with figure(path, columns=len(levels), width=2.6 * len(levels), height=2.8) as (_, axes):
        for axis, level in zip(axes, levels, strict=True):
            show_image(axis, image)
            side = detector.config.image_size
            anchors = level_anchors(level, side)
            centres = (anchors[:: len(level.shapes), :2] + anchors[:: len(level.shapes), 2:]) / 2
            axis.plot(*centres.T.numpy(), ".", color="white", markersize=1.5)
            cells = level.cells(side)
            middle = (cells // 2 * cells + cells // 2) * len(level.shapes)
            for number, box in enumerate(anchors[middle : middle + len(level.shapes)].tolist()):
                show_box(axis, box, COLOURS[number % len(COLOURS)])
            axis.set_title(f"stride {level.stride}: {len(anchors)} anchors")
            axis.set(xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))


def draw_matches(
    detector: Detector,
    samples: Sequence[tuple[UInt8[Tensor, "3 side side"], Truth]],
    path: Path,
    config: LossConfig,
) -> None:
    """The anchors that answer for each truth (colour), truths dashed; each truth's best IoU below."""
    anchors = detector.anchors.cpu()
    with figure(path, columns=len(samples), width=2.6 * len(samples), height=2.9) as (_, axes):
        for axis, (image, truth) in zip(axes, samples, strict=True):
            show_image(axis, image)
            matched = assign(anchors, truth, config)
            for anchor in (matched >= 0).nonzero().flatten().tolist():
                colour = COLOURS[int(matched[anchor]) % (len(COLOURS) - 1)]
                show_box(axis, anchors[anchor].tolist(), colour)
            for box in truth["boxes"].tolist():
                show_box(axis, box, "black", dashed=True)
            worst = coverage(anchors, truth["boxes"]).min() if len(truth["boxes"]) else 0
            axis.set_title(
                f"{int((matched >= 0).sum())} anchors, worst IoU {worst:.2f}", fontsize=9
            )


@torch.no_grad()
def draw_heat(detector: Detector, image: UInt8[Tensor, "3 side side"], path: Path) -> None:
    """Where each level sees an object: the highest class score of each cell."""
    logits, _ = detector(image[None].to(detector.anchors.device))
    scores = logits[0].float().cpu()
    if detector.config.scores == "sigmoid":
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
            show_image(axis, image)
            axis.imshow(
                heat.numpy(), cmap="inferno", alpha=0.7, vmin=0, vmax=1,
                extent=(-0.5, side - 0.5, side - 0.5, -0.5), interpolation="nearest",
            )  # fmt: skip
            axis.set_title(f"stride {level.stride}")


def draw_curves(result: CocoResult, classes: Sequence[str], path: Path) -> None:
    """Precision over recall: of each class at IoU 0.5, and of their mean at each threshold."""
    with figure(path, columns=2, width=8, height=3.4) as (_, (by_class, by_threshold)):
        for number, name in enumerate(classes):
            style = "-" if number < 7 else "--"
            colour = COLOURS[number % len(COLOURS)]
            precision = result.precision[0, :, number, 0]
            by_class.plot(RECALLS, precision, style, label=name, linewidth=1, color=colour)
        for threshold in range(0, 10, 3):
            own = result.precision[threshold, :, :, 0]
            shown = own[:, (own > -1).all(axis=0)].mean(axis=1)
            by_threshold.plot(RECALLS, shown, label=f"IoU {0.5 + 0.05 * threshold:.2f}")
        by_class.set(
            title="each class, IoU 0.5", xlabel="recall", ylabel="precision", ylim=(0, 1.02)
        )
        by_threshold.set(title="mean of classes", xlabel="recall", ylim=(0, 1.02))
        by_class.legend(fontsize=7, ncols=2)
        by_threshold.legend(fontsize=8)


def image_scores(pairs: Pairs, classes: int) -> np.ndarray:
    """mAP of each image alone, NaN for one without an object."""
    scores = [evaluate([pair], classes).average_precision() for pair in pairs]
    return np.array([np.nan if score < 0 else score for score in scores])


def draw_extremes(
    images: Sequence[UInt8[Tensor, "3 side side"]],
    pairs: Pairs,
    classes: Sequence[str],
    path: Path,
    count: int = 4,
) -> None:
    """The images with the best and the worst mAP of their own; truths dashed."""
    scores = image_scores(pairs, len(classes))
    order = [number for number in np.argsort(scores).tolist() if not np.isnan(scores[number])]
    # Of equally good ones those with the most objects say more.
    best = sorted(order, key=lambda n: (-scores[n], -len(pairs[n][1]["boxes"])))[:count]
    chosen = [*best, *order[:count]]
    with figure(path, rows=2, columns=count, width=2.4 * count, height=2.6) as (_, axes):
        for axis, number in zip(axes, chosen, strict=True):
            found, truth = pairs[number]
            on_image = Detections(found.boxes, found.scores, found.classes)
            show_detections(axis, images[number], on_image, classes, truth=truth)
            axis.set_title(f"mAP {scores[number]:.2f}", fontsize=9)


@one_line_errors
def main(
    run: Annotated[Path, tyro.conf.Positional],
    data: DataName = "scenes",
    folder: Path | None = None,
    out: Path | None = None,
) -> None:
    """Draw anchors, matches, heat, curves, the best and the worst test images of a trained run.

    Args:
        run: the run's folder.
        data: the data set.
        folder: of voc and coco.
        out: where the pictures go; `pictures` in the run's folder where none is named.
    """
    detector = load_detector(run)
    settings = DataSettings(data, detector.config.image_size, folder, augment="none")
    splits, _ = load(settings)
    place = out or run / "pictures"
    samples = [splits.test[number] for number in range(3)]
    images = [splits.test[number][0] for number in range(len(splits.test))]  # type: ignore[arg-type]
    draw_anchor_levels(detector, samples[0][0], place / "anchors.png")
    draw_matches(detector, samples, place / "matches.png", LossConfig())
    draw_heat(detector, samples[0][0], place / "heat.png")
    batches = SeededBatches(len(images), 16, training=False)
    loader = seeded_loader(splits.test, batches, collate_fn=collate)
    pairs = detect_all(detector, loader, lambda batch: batch, lowest_score=0.02)
    result = evaluate(pairs, len(splits.classes))
    draw_curves(result, splits.classes, place / "curves.svg")
    draw_extremes(images, pairs, splits.classes, place / "extremes.png")
    print(f"pictures are in {place}")


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
