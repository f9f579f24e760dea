"""Position encodings: the paper's table, and what a product of two positions depends on."""

from __future__ import annotations

from pathlib import Path

import torch

from shared.plotting import figure
from work05_transformer.layers.positional import RotaryPositions, sinusoidal


def draw_positions(path: Path) -> None:
    """Draw the paper's table of positions, and what two positions' product says of their distance."""
    table = sinusoidal(128, 64)
    with figure(path, columns=3, width=9) as (drawn, (left, middle, right)):
        image = left.imshow(
            table.T.numpy(), aspect="auto", cmap="RdBu", interpolation="nearest", vmin=-1, vmax=1
        )
        drawn.colorbar(image, ax=left, fraction=0.05, pad=0.02)
        left.set(xlabel="position", ylabel="feature", title="sines and cosines")
        left.grid(False)
        for position in (16, 64, 112):
            middle.plot(table @ table[position] / 32, label=f"with {position}")
        product = "product, over its largest"
        middle.set(xlabel="position", ylabel=product, title="with another position")
        turned = RotaryPositions(128, 64)(torch.ones(1, 1, 128, 64))[0, 0]
        for position in (16, 64, 112):
            right.plot(turned @ turned[position] / 64, label=f"with {position}")
        right.set(xlabel="position of the key", title="the same features, rotated")
        for axis in (middle, right):
            axis.set_ylim(0.1, 1.05)
            axis.legend(fontsize=7, ncols=3, loc="lower center", columnspacing=0.8)
