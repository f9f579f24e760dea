"""Pictures of a trained run: `python -m final_ssd.figures.trained RUN`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from final_ssd.data.annotations import Findings
from final_ssd.data.splits import DataName
from final_ssd.figures.inside import draw_anchor_levels, draw_heat, draw_matches
from final_ssd.figures.outcomes import draw_curves, draw_extremes
from final_ssd.metrics.evaluation import detect_split, evaluate
from final_ssd.training.config import TrainConfig
from final_ssd.training.targets import MatchingConfig
from final_ssd.training.trained import open_trained
from shared.commands import run as run_command
from shared.training.settings.config import config_of_run


def draw_trained(
    run: Annotated[Path, tyro.conf.Positional],
    data: DataName | None = None,
    folder: Path | None = None,
    out: Path | None = None,
) -> None:
    """Draw anchors, matches, heat, curves, the best and the worst test images of a trained run.

    Args:
        run: the run's folder.
        data: the data set; the one it was trained on where none is named.
        folder: of voc and coco.
        out: where the pictures go; `pictures` in the run's folder where none is named.
    """
    trained = open_trained(run, data, folder, Findings())
    detector, splits = trained.detector, trained.splits
    place = out or run / "pictures"
    pairs = detect_split(detector, splits)
    images = [splits.test[number][0] for number in range(len(splits.test))]  # type: ignore[arg-type]
    draw_anchor_levels(detector, images[0], place / "anchors.png")
    samples = [splits.test[number] for number in range(min(3, len(images)))]
    known = (run / "config.json").exists()
    matching = config_of_run(TrainConfig, run).loss.matching if known else MatchingConfig()
    draw_matches(detector, samples, place / "matches.png", matching)
    draw_heat(detector, images[0], place / "heat.png")
    draw_curves(evaluate(pairs, len(splits.classes)), splits.classes, place / "curves.svg")
    draw_extremes(images, pairs, splits.classes, place / "extremes.png")
    print(f"pictures are in {place}")


if __name__ == "__main__":
    run_command(draw_trained)
