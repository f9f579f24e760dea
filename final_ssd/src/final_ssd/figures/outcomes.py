"""What comes out of a detector: its curves, its best and its worst images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from torch import Tensor

from final_ssd.figures.boxes import show_detections
from final_ssd.metrics.coco import RECALLS, CocoResult
from final_ssd.metrics.evaluation import Pairs, evaluate
from shared.plotting import COLORS, figure


def draw_curves(result: CocoResult, classes: Sequence[str], path: Path) -> None:
    """Draw precision over recall: of each class at IoU 0.5, and of their mean at each threshold."""
    with figure(path, columns=2, width=8, height=3.4) as (_, (by_class, by_threshold)):
        for number, name in enumerate(classes):
            style = "-" if number < 7 else "--"
            color = COLORS[number % len(COLORS)]
            precision = result.precision[0, :, number, 0]
            by_class.plot(RECALLS, precision, style, label=name, linewidth=1, color=color)
        for threshold in range(0, 10, 3):
            own = result.precision[threshold, :, :, 0]
            mean = own[:, (own > -1).all(axis=0)].mean(axis=1)
            by_threshold.plot(RECALLS, mean, label=f"IoU {0.5 + 0.05 * threshold:.2f}")
        by_class.set(
            title="each class, IoU 0.5", xlabel="recall", ylabel="precision", ylim=(0, 1.02)
        )
        by_threshold.set(title="mean of classes", xlabel="recall", ylim=(0, 1.02))
        for text in by_class.legend(fontsize=7, ncols=2).get_texts():
            text.set_parse_math(False)
        by_threshold.legend(fontsize=8)


def image_scores(pairs: Pairs, classes: int) -> np.ndarray:
    """Compute the mAP of each image alone, NaN for one without an object."""
    scores = [evaluate([pair], classes).average_precision() for pair in pairs]
    return np.array([np.nan if score < 0 else score for score in scores])


def draw_extremes(
    images: Sequence[UInt8[Tensor, "3 side side"]],
    pairs: Pairs,
    classes: Sequence[str],
    path: Path,
    count: int = 4,
) -> None:
    """Draw the images with the best and the worst mAP of their own; targets dashed."""
    scores = image_scores(pairs, len(classes))
    order = [number for number in np.argsort(scores).tolist() if not np.isnan(scores[number])]
    count = min(count, len(order))
    # Of equally good ones those with the most objects say more.
    best = sorted(order, key=lambda n: (-scores[n], -len(pairs[n][1]["boxes"])))[:count]
    chosen = [*best, *order[:count]]
    with figure(path, rows=2, columns=count, width=2.4 * count, height=2.6) as (_, axes):
        for axis, number in zip(axes, chosen, strict=True):
            detections, target = pairs[number]
            show_detections(axis, images[number], detections, classes, target=target)
            axis.set_title(f"mAP {scores[number]:.2f}", fontsize=9)
