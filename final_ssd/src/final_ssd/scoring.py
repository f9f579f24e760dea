"""`python evaluate.py`: every figure of a trained detector on a data set's test images."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from final_ssd.annotations import Findings, Policy
from final_ssd.data import DataName, DataSettings, load
from final_ssd.detector import load_detector
from final_ssd.error_kinds import error_kinds
from final_ssd.evaluation import Pairs, as_found, as_truths, detect_all, evaluate
from final_ssd.looks import Looks, find_by
from final_ssd.mean_average_precision import voc_average_precisions
from final_ssd.prediction import latest_run
from final_ssd.samples import collate
from shared.commands import one_line_errors
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
    looks: Looks = 1
    """2: at each image's mirror image, too; 4: also upside down. Boxes of all looks vote."""


def detect_split(
    run: Path,
    data: DataName,
    split: Literal["valid", "test"] = "test",
    folder: Path | None = None,
    policy: Policy = "drop",
    looks: Looks = 1,
) -> tuple[Pairs, list[str], Findings]:
    """Detections and truths of a split's images, the classes' names, what was wrong with annotations.

    Args:
        run: the folder of a training run.
        data: the data set; its images get the size that the detector was trained with.
        split: of the data.
        folder: of voc and coco.
        policy: what happens to what is wrong with annotations.
        looks: at each image; from 2 on boxes vote (`looks.py`).

    Raises:
        UserError: the run or the data cannot be read, or their classes differ.
    """
    detector = load_detector(run)
    size = detector.config.image_size
    splits, findings = load(DataSettings(data, size, folder, augment="none", policy=policy))
    if splits.classes != detector.config.classes:
        raise UserError(
            f"the detector knows {', '.join(detector.config.classes)}; {data} has "
            f"{', '.join(splits.classes)}: evaluate it on the data it was trained on"
        )
    images = splits.valid if split == "valid" else splits.test
    batches = SeededBatches(len(images), 16, training=False)  # type: ignore[arg-type]
    loader = seeded_loader(images, batches, collate_fn=collate)
    pairs = detect_all(detector, loader, lambda batch: batch, find_by(looks), lowest_score=0.02)
    return pairs, list(splits.classes), findings


@one_line_errors
def main(config: EvaluateConfig) -> None:
    """Print COCO's twelve figures, AP of each class by COCO and VOC, and the kinds of errors.

    Areas (small, medium, large) are in pixels of the network's input.
    """
    run = config.run or latest_run(Path("runs"))
    pairs, classes, findings = detect_split(
        run, config.data, config.split, config.folder, config.bad_boxes, config.looks
    )
    if findings.counts:
        print(f"annotations: {findings.summary()}")
    result = evaluate(pairs, len(classes))
    found, truths = as_found([f for f, _ in pairs]), as_truths([t for _, t in pairs])
    console = Console()
    figures = Table(title=f"{len(pairs)} images of {config.split}")
    for name in ("figure", "value"):
        figures.add_column(name, justify="left" if name == "figure" else "right")
    for name, value in result.summary().items():
        figures.add_row(name, f"{value:.4f}")
    console.print(figures)
    by_class = Table(title="by class")
    for name in ("class", "AP", "AP50", "VOC, all points", "VOC, 11 points"):
        by_class.add_column(name, justify="left" if name == "class" else "right")
    everywhere = voc_average_precisions(found, truths, len(classes))
    eleven = voc_average_precisions(found, truths, len(classes), eleven_points=True)
    for number, name in enumerate(classes):
        values = (
            result.of_class(number),
            result.of_class(number, 0.5),
            everywhere[number],
            eleven[number],
        )
        by_class.add_row(name, *("–" if math.isnan(v) or v < 0 else f"{v:.4f}" for v in values))
    console.print(by_class)
    kinds = Table(title="errors at IoU 0.5, and the AP50 that mending each kind would give back")
    for name in ("kind", "count", "ΔAP50"):
        kinds.add_column(name, justify="left" if name == "kind" else "right")
    for kind in error_kinds(found, truths, len(classes)):
        kinds.add_row(kind.name, str(kind.count), f"{kind.gain:.4f}")
    console.print(kinds)
