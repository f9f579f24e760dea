"""Draw the report's figures: `python -m final_ssd.figures` (part of `nox -s report`).

Diagrams come from the networks themselves, curves and the ablation from `results/*.json`. Pictures with
boxes need trained weights: `python -m final_ssd.figures.trained RUN --out results/pictures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.ticker import MaxNLocator

from final_ssd.figures.diagram import draw_detector
from final_ssd.figures.steps import draw_iou, draw_nms
from final_ssd.training.config import PresetName, example
from shared.commands import run
from shared.plotting import COLORS, figure, plot_intervals
from shared.reporting.results import Labels, load_results

RESULTS = Path(__file__).parents[3] / "results"
DIAGRAMS: tuple[PresetName, ...] = ("default", "light")
STYLES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)))  # of lines: not only colors differ
CURVES: Mapping[str, Labels] = {
    "default": {"data": "scenes", "preset": "light"},
    "blood_cells": {"preset": "light", "pixels": 384, "augmentation": "full"},
}
"""Study → the variant whose training is drawn."""


def draw_ablation(path: Path) -> None:
    """Draw the mAP after each repair."""
    variants = load_results(RESULTS / "ablation.json").variants
    values = {v.name: [m.metrics["test/mAP"] for m in v.measurements] for v in variants}
    with figure(path, width=7, height=0.34 * len(values) + 0.9) as (_, (axis,)):
        plot_intervals(axis, values, label="test mAP@[.5:.95]")


def draw_learned_by_heart(path: Path) -> None:
    """Draw the loss of one batch, over its start, by step: a line for each mistake, of the first seed."""
    variants = load_results(RESULTS / "diagnosis.json").variants
    with figure(path, width=7, height=3) as (_, (axis,)):
        for color, style, variant in zip(COLORS, STYLES, variants, strict=False):
            losses = variant.measurements[0].metrics["losses"]
            shares = [loss / losses[0] for loss in losses]
            axis.plot(shares, color=color, linestyle=style, label=variant.labels["mistake"])
        axis.set(xlabel="step", ylabel="loss, over that of step 0", yscale="log")
        axis.legend(fontsize=8)


def draw_training(study: str, labels: Labels, path: Path) -> None:
    """Draw loss and validation mAP by epoch, one line a seed."""
    variant = load_results(RESULTS / f"{study}.json").find(labels)
    if variant is None:
        return
    with figure(path, columns=2, width=7.5, height=2.8) as (_, (loss, score)):
        for color, measured in zip(COLORS, variant.measurements, strict=False):
            curve = measured.metrics["epochs"]
            epochs = [record["epoch"] for record in curve]
            for axis, key in ((loss, "train/loss"), (score, "valid/mAP")):
                axis.plot(
                    epochs, [record[key] for record in curve],
                    color=color, marker="o", markersize=3, label=f"seed {measured.seed}",
                )  # fmt: skip
        for axis in (loss, score):
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        loss.set(title="training loss", xlabel="epoch")
        score.set(title="validation mAP@[.5:.95]", xlabel="epoch")
        score.legend()


def draw_all() -> None:
    """Draw all figures for which there are results."""
    for name in DIAGRAMS:
        draw_detector(example(name), RESULTS / "diagrams" / f"{name}.svg")
    draw_iou(RESULTS / "steps" / "iou.svg")
    draw_nms(RESULTS / "steps" / "nms.svg")
    if (RESULTS / "diagnosis.json").exists():
        draw_learned_by_heart(RESULTS / "diagnosis.svg")
    if (RESULTS / "ablation.json").exists():
        draw_ablation(RESULTS / "ablation.svg")
    for study, labels in CURVES.items():
        if (RESULTS / f"{study}.json").exists():
            draw_training(study, labels, RESULTS / f"{study}.svg")


if __name__ == "__main__":
    run(draw_all)
