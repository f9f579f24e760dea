"""`python diagnose.py`: why is the mAP of a run 0? Step by step, on a few of its training images."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import torch
import tyro
from torch import Tensor

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import Target
from final_ssd.models.saved import find_run, read_config
from final_ssd.training.config import TrainConfig, make_detector
from final_ssd.training.diagnosis import diagnose as go_through
from final_ssd.training.diagnosis import first_failure
from final_ssd.training.trained import load_for, settings_of
from shared.errors import UserError
from shared.training.settings.config import config_of_run
from shared.training.settings.ranges import Between, check


def diagnose(
    run: Annotated[Path | None, tyro.conf.Positional] = None,
    images: int = 8,
    steps: int = 100,
    out: Path | None = None,
) -> None:
    """Find out why a run detects nothing: a minute of one core for the default network.

    Its data, anchors, loss, gradients and a network that begins anew are tried on a few training images
    without augmentation, each alone, in the order in which one looks for the mistake.

    Args:
        run: the folder of a training run, stopped or finished; the newest in runs/ where none is named.
        images: how many training images make the batch that is learned by heart.
        steps: on that batch.
        out: where the picture of the images and their anchors goes; diagnosis.png in the run's folder.
    """
    check("--images", images, Between(1, 64))
    check("--steps", steps, Between(1, 10_000))
    from rich.console import Console
    from rich.table import Table

    from final_ssd.figures.inside import draw_matches

    folder = run or find_run()
    config, described = config_of_run(TrainConfig, folder), read_config(folder)
    splits = load_for(described, settings_of(folder), Findings())
    samples: list[tuple[Tensor, Target]] = []
    for number in range(len(splits.train)):  # type: ignore[arg-type]
        if len(samples) < images and (~(sample := splits.train[number])[1]["ignored"]).any():
            samples.append(sample)
    if not samples:
        raise UserError(f"none of the training images of {folder} has an object to be learned")
    torch.manual_seed(config.seed)
    detector = make_detector(config, described.classes, described.levels)
    picture = out or folder / "diagnosis.png"
    draw_matches(detector, samples[:4], picture, config.loss.matching)
    rows, losses = go_through(detector, samples, config, steps=steps)
    print(f"the run in {folder}: {len(samples)} of its training images, a network that begins anew")
    table = Table()
    for name in ("step", "measured", "at least", "verdict"):
        table.add_column(name, justify="left" if name in ("step", "verdict") else "right")
    for row in rows:
        verdict = "right" if row.good else "look here"
        table.add_row(row.name, f"{row.value:.3f}", f"{row.least:g}", verdict)
    Console().print(table)
    print(f"loss of the batch: {losses[0]:.3f} at first, {losses[-1]:.3f} after {steps} steps")
    failure = first_failure(rows)
    print(
        f"look at {failure.look}"
        if failure
        else "all steps are right: train longer, or on more data"
    )
    print(f"the images with their objects, dashed, and the anchors that answer are in {picture}")
