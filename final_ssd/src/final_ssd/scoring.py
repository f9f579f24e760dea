"""`python evaluate.py`: every figure of a trained detector on a data set's test images."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from final_ssd.annotations import Policy
from final_ssd.data import DataName, DataSettings, load
from final_ssd.detector import load_detector
from final_ssd.error_kinds import error_kinds
from final_ssd.evaluation import as_found, as_truths, detect_all, evaluate
from final_ssd.mean_average_precision import voc_average_precisions
from final_ssd.prediction import latest_run
from final_ssd.samples import collate
from shared.errors import UserError
from shared.training import SeededBatches, seeded_loader


@dataclass(frozen=True)
class EvaluateConfig:
    """What to evaluate."""

    run: Path | None = None
    """The folder of a training run; the newest in runs/ where none is named."""
    data: DataName = "scenes"
    """The data set; see train.py."""
    folder: Path | None = None
    """Of voc and coco."""
    split: Literal["valid", "test"] = "test"
    """Choose by valid; look at test once."""
    bad_boxes: Policy = "drop"
    """Drop what is wrong with annotations, or refuse it."""


def main(config: EvaluateConfig) -> int:
    """Print COCO's twelve figures, AP of each class by COCO and VOC, and the kinds of errors.

    Areas (small, medium, large) are in pixels of the network's input.
    """
    try:
        detector = load_detector(config.run or latest_run(Path("runs")))
        settings = DataSettings(
            config.data, detector.config.image_size, config.folder, augment="none",
            policy=config.bad_boxes,
        )  # fmt: skip
        splits, findings = load(settings)
        if splits.classes != detector.config.classes:
            raise UserError(
                f"the detector knows {', '.join(detector.config.classes)}; {config.data} has "
                f"{', '.join(splits.classes)}: evaluate it on the data it was trained on"
            )
        if findings.counts:
            print(f"annotations: {findings.summary()}")
        images = getattr(splits, config.split)
        batches = SeededBatches(len(images), 16, training=False)
        loader = seeded_loader(images, batches, collate_fn=collate)
        pairs = detect_all(detector, loader, lambda batch: batch, lowest_score=0.02)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    result = evaluate(pairs, len(splits.classes))
    found, truths = as_found([f for f, _ in pairs]), as_truths([t for _, t in pairs])
    console = Console()
    figures = Table(title=f"{len(pairs)} images of {config.split}")
    for name in ("figure", "value"):
        figures.add_column(name, justify="left" if name == "figure" else "right")
    for name, value in result.summary().items():
        figures.add_row(name, f"{value:.4f}")
    console.print(figures)
    classes = Table(title="by class")
    for name in ("class", "AP", "AP50", "VOC, all points", "VOC, 11 points"):
        classes.add_column(name, justify="left" if name == "class" else "right")
    everywhere = voc_average_precisions(found, truths, len(splits.classes))
    eleven = voc_average_precisions(found, truths, len(splits.classes), eleven_points=True)
    for number, name in enumerate(splits.classes):
        values = (
            result.of_class(number),
            result.of_class(number, 0.5),
            everywhere[number],
            eleven[number],
        )
        classes.add_row(name, *("–" if math.isnan(v) or v < 0 else f"{v:.4f}" for v in values))
    console.print(classes)
    kinds = Table(title="errors at IoU 0.5, and the AP50 that mending each kind would give back")
    for name in ("kind", "count", "ΔAP50"):
        kinds.add_column(name, justify="left" if name == "kind" else "right")
    for kind in error_kinds(found, truths, len(splits.classes)):
        kinds.add_row(kind.name, str(kind.count), f"{kind.gain:.4f}")
    console.print(kinds)
    return 0
