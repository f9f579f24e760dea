"""Draw the report's figures: `python -m final_ssd.report` (part of `nox -s report`).

Diagrams come from the models themselves, curves and the ablation from `results/*.json`. Pictures with
boxes need trained weights: `python -m final_ssd.looking RUN --out results/pictures`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.ticker import MaxNLocator

from final_ssd.anchors import AnchorLevel
from final_ssd.detector import Detector, DetectorConfig
from final_ssd.diagram import draw_detector
from final_ssd.presets import PresetName, preset, retinanet_levels
from final_ssd.voc import VOC_CLASSES
from shared.commands import one_line_errors
from shared.plotting import COLOURS, figure, plot_intervals
from shared.reporting import load_results

RESULTS = Path(__file__).parents[2] / "results"


def example(name: PresetName) -> Detector:
    """A preset's network without training, with VOC's 20 classes; anchors stand in for clustered ones."""
    recipe = preset(name)
    levels: tuple[AnchorLevel, ...] = recipe.levels or retinanet_levels(
        recipe.strides, 3.0, octaves=1
    )
    return Detector(
        DetectorConfig(
            classes=VOC_CLASSES,
            image_size=recipe.image_size,
            levels=levels,
            trunk=recipe.trunk,
            norm=recipe.norm,
            pyramid=recipe.pyramid,
            head_convolutions=recipe.head_convolutions,
            shared_heads=recipe.shared_heads,
            head_norm=recipe.head_norm,
            scores=recipe.scores,
        )
    )


def draw_ablation(path: Path) -> None:
    """mAP after each repair."""
    rows = load_results(RESULTS / "ablation.json")["rows"]
    values = {row["network"]: row["test mAP"] for row in rows if row["test mAP"]}
    with figure(path, width=7, height=0.34 * len(values) + 0.9) as (_, (axis,)):
        plot_intervals(axis, values, label="test mAP@[.5:.95], scenes of small objects")


def draw_training(name: str, path: Path) -> None:
    """Loss and validation mAP by epoch, one line a seed."""
    study = load_results(RESULTS / f"{name}.json")
    with figure(path, columns=2, width=7.5, height=2.8) as (_, (loss, score)):
        for colour, seed in zip(COLOURS, study["seeds"], strict=False):
            curve = load_results(RESULTS / f"{name}_curve_{seed}.json")["rows"]
            epochs = [record["epoch"] for record in curve]
            for axis, key in ((loss, "train/loss"), (score, "valid/mAP")):
                values = [record[key] for record in curve]
                axis.plot(
                    epochs, values, color=colour, marker="o", markersize=3, label=f"seed {seed}"
                )
        for axis in (loss, score):
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        loss.set(title="training loss", xlabel="epoch")
        score.set(title="validation mAP@[.5:.95]", xlabel="epoch")
        score.legend()


@one_line_errors
def main() -> None:
    """Draw all figures for which there are results."""
    for name in ("default", "light"):
        draw_detector(example(name), RESULTS / "diagrams" / f"{name}.svg")  # type: ignore[arg-type]
    if (RESULTS / "ablation.json").exists():
        draw_ablation(RESULTS / "ablation.svg")
    for name in ("default", "bccd", "bccd_large", "bccd_resnet"):
        if (RESULTS / f"{name}.json").exists():
            draw_training(name, RESULTS / f"{name}.svg")


if __name__ == "__main__":
    sys.exit(main())
