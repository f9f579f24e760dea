"""`python evaluate.py`: every figure of a trained detector on a data set's test images."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

from final_ssd.data.annotations import Findings, Policy
from final_ssd.data.splits import DataName
from final_ssd.metrics.coco import coco
from final_ssd.metrics.error_kinds import error_kinds
from final_ssd.metrics.evaluation import as_arrays, detect_split
from final_ssd.metrics.voc import voc_average_precisions
from final_ssd.models.tta import Views
from final_ssd.training.trained import open_trained

FINDINGS = "evaluation_findings.json"
NOTHING = "–"


def shown(value: float) -> str:
    """Return a figure as text; what COCO writes as −1, or VOC as NaN, is the mean over nothing."""
    return NOTHING if math.isnan(value) or value < 0 else f"{value:.4f}"


def evaluate(
    run: Path | None = None,
    data: DataName | None = None,
    folder: Path | None = None,
    split: Literal["valid", "test"] = "test",
    bad_boxes: Policy = "drop",
    tta: Views = 1,
) -> None:
    """Print COCO's twelve figures, AP of each class by COCO and VOC, and the kinds of errors.

    Areas (small, medium, large) are in pixels of the network's input.

    Args:
        run: the folder of a training run; the newest in runs/ that fits where none is named.
        data: the data set, see train.py; the one of the run where none is named.
        folder: of voc and coco.
        split: choose by valid; look at test once.
        bad_boxes: drop what is wrong with annotations, or refuse it.
        tta: 2: each image's mirror image, too; 4: also upside down. Boxes of all views vote.
    """
    from rich.console import Console
    from rich.markup import escape  # a class may be called [/b]
    from rich.table import Table

    findings = Findings(bad_boxes)
    trained = open_trained(run, data, folder, findings)
    splits, classes = trained.splits, trained.splits.classes
    print(f"the run in {trained.folder}")
    for assumption in findings.assumptions:
        print(assumption)
    if findings.counts:
        findings.write(trained.folder / FINDINGS)
        print(f"annotations: {findings.summary()}; see {trained.folder / FINDINGS}")
    pairs = detect_split(trained.detector, splits, split, tta)
    predictions, ground_truth = as_arrays(pairs)
    result = coco(predictions, ground_truth, len(classes))
    console = Console()
    figures = Table(title=f"{len(pairs)} images of {split}", caption=f"{NOTHING}: no such boxes")
    for name in ("figure", "value"):
        figures.add_column(name, justify="left" if name == "figure" else "right")
    for name, value in result.summary().items():
        figures.add_row(name, shown(value))
    console.print(figures)
    by_class = Table(title="by class")
    for name in ("class", "AP", "AP50", "VOC, all points", "VOC, 11 points"):
        by_class.add_column(name, justify="left" if name == "class" else "right")
    everywhere = voc_average_precisions(predictions, ground_truth, len(classes))
    eleven = voc_average_precisions(predictions, ground_truth, len(classes), eleven_points=True)
    for number, name in enumerate(classes):
        values = (
            result.of_class(number),
            result.of_class(number, 0.5),
            everywhere[number],
            eleven[number],
        )
        by_class.add_row(escape(name), *map(shown, values))
    console.print(by_class)
    kinds = Table(title="errors at IoU 0.5, and the AP50 that mending each kind would give back")
    for name in ("kind", "count", "ΔAP50"):
        kinds.add_column(name, justify="left" if name == "kind" else "right")
    for kind in error_kinds(predictions, ground_truth, len(classes)):
        kinds.add_row(kind.name, str(kind.count), f"{kind.gain:.4f}")
    console.print(kinds)
