"""Gate values as heat maps: a column for each character, a row for each unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jaxtyping import Float
from torch import Tensor

from shared.plotting import figure


def draw_gates(path: Path, text: str, gates: Mapping[str, Float[Tensor, "time hidden"]]) -> None:
    """Draw one map for each gate, below each other; units stand by their mean, the largest on top.

    Args:
        path: of the SVG.
        text: a character for each step.
        gates: values between 0 and 1 by the gate's name.
    """
    with figure(path, rows=len(gates), width=8.6, height=2.1) as (drawn, axes):
        for axis, (name, values) in zip(axes, gates.items(), strict=True):
            order = values.mean(dim=0).argsort(descending=True)
            image = axis.imshow(
                values[:, order].T.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto"
            )
            axis.grid(visible=False)
            axis.set_yticks([])
            axis.set_ylabel(f"{name} gate\n{values.shape[1]} units")
            axis.set_xticks(range(len(text)), ["␣" if c == " " else c for c in text])
            axis.tick_params(axis="x", length=0, labelsize=9)
        axes[-1].set_xlabel("character read")
        drawn.colorbar(
            image, ax=list(axes), fraction=0.02, pad=0.01, label="gate: 0 closed, 1 open"
        )
