"""Rows of images: what an autoencoder gives back, what a generator makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from shared.plotting import figure

WIDTH = 7.0  # inches of the figure
LETTER = 0.07  # inches of a title's letter, in a reader's font as well


def draw_grid(
    path: Path, rows: Sequence[Float[Tensor, "image channel height width"]], titles: Sequence[str]
) -> None:
    """Draw rows of images between 0 and 1, each row with a title at its left."""
    count, _, height, width = max((row.shape for row in rows), key=lambda shape: shape[0])
    room = WIDTH - 0.4 - LETTER * max(map(len, titles))  # for a strip of images beside its title
    strip_height = room * height / (count * width)
    with figure(path, rows=len(rows), columns=1, width=WIDTH, height=strip_height + 0.1) as (
        _,
        axes,
    ):
        for axis, images, title in zip(axes, rows, titles, strict=True):
            strip = torch.cat(list(images.clamp(0, 1)), dim=2).movedim(0, -1).squeeze(-1)
            axis.imshow(strip.numpy(), cmap="gray", aspect="equal")
            axis.set_xticks([])
            axis.set_yticks([])
            axis.grid(visible=False)
            axis.set_frame_on(False)
            axis.set_anchor("E")
            axis.set_ylabel(title, rotation=0, ha="right", va="center", fontsize=8)
