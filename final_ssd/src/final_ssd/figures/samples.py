"""What a detector is trained on: `python -m final_ssd.figures.samples` draws images with their boxes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import Target
from final_ssd.data.splits import DataSettings, load
from final_ssd.figures.boxes import show_box, show_image
from shared.commands import run as run_command
from shared.plotting import COLORS, figure

Samples = Sequence[tuple[UInt8[Tensor, "3 side side"], Target]]
COLUMNS = 4


def draw_samples(rows: Sequence[tuple[str, Samples, Sequence[str]]], path: Path) -> None:
    """Draw a grid of images with their objects.

    Args:
        rows: of the grid: a title, samples, and the names of their classes.
        path: of the picture.
    """
    columns = max(len(samples) for _, samples, _ in rows)
    with figure(path, rows=len(rows), columns=columns, width=2.4 * columns, height=2.6) as (
        _,
        axes,
    ):
        for axis in axes:
            axis.axis("off")
        for row, (title, samples, classes) in enumerate(rows):
            axes[row * columns].set_title(title, loc="left", fontsize=9)
            for axis, (image, target) in zip(axes[row * columns :], samples, strict=False):
                show_image(axis, image)
                for box, number in zip(
                    target["boxes"].tolist(), target["classes"].tolist(), strict=True
                ):
                    show_box(axis, box, COLORS[number % (len(COLORS) - 1)], classes[number])


def draw_data(out: Path = Path("results/pictures/data.png")) -> None:
    """Draw composed scenes, photos of blood cells, and one of these photos augmented.

    Args:
        out: the picture.
    """
    torch.manual_seed(0)
    photos = DataSettings(name="bccd", image_size=256, augment="none")
    augmented = dataclasses.replace(photos, augment="full")
    rows = []
    for title, settings, numbers in (
        ("composed scenes of digits", DataSettings(name="scenes", image_size=128), range(COLUMNS)),
        ("photos of blood cells", photos, range(COLUMNS)),
        ("the first photo, as four epochs may see it", augmented, [0] * COLUMNS),
    ):
        splits = load(settings, Findings())
        rows.append((title, [splits.train[number] for number in numbers], splits.classes))
    draw_samples(rows, out)
    print(f"the picture is {out}")


if __name__ == "__main__":
    run_command(draw_data)
