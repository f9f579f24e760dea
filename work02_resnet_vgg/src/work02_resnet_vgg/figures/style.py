"""The losses of style transfer, and pictures side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shared.plotting import figure
from shared.reporting.results import Results
from work02_resnet_vgg.style.transfer import Pixels


def draw_losses(path: Path, study: Results) -> None:
    """Draw losses by pass, of the first seed: the two optimizers, and the parts.

    Args:
        path: the figure's file.
        study: `style`.
    """
    curves = {
        variant.labels["optimizer"]: variant.measurements[0].metrics["curves"]
        for variant in study.variants
    }
    with figure(path, columns=2) as (_, (both, parts)):
        for optimizer, style in (("L-BFGS", "-"), ("Adam", "--")):
            both.plot(curves[optimizer]["total"], style, label=optimizer)
        for part, style in (("content", "-"), ("style", "--"), ("variation", ":")):
            parts.plot(curves["L-BFGS"][part], style, label=part)
        both.set(title="sum of the losses")
        parts.set(title="parts, L-BFGS")
        for axis in (both, parts):
            axis.set(xlabel="forward and backward passes", ylabel="loss, weighted", yscale="log")
            axis.legend()


def draw_pictures(path: Path, pictures: Mapping[str, Pixels]) -> None:
    """Draw six pictures with their titles, in two rows.

    Args:
        path: the figure's file.
        pictures: by title.
    """
    with figure(path, rows=2, columns=3, height=1.75) as (_, axes):
        for axis, (title, picture) in zip(axes, pictures.items(), strict=True):
            axis.imshow(picture.movedim(0, -1).numpy())
            axis.set_title(title, fontsize=9)
            axis.axis("off")
