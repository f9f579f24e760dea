"""Where a Vision Transformer's class comes from: images and the rollout of its attention."""

from __future__ import annotations

from pathlib import Path

from jaxtyping import Float, UInt8
from torch import Tensor

from shared.plotting import figure
from work05_transformer.models.vit import VisionTransformer, attention_rollout


def draw_rollout(
    path: Path,
    model: VisionTransformer,
    pixels: UInt8[Tensor, "images 3 height width"],
    images: Float[Tensor, "images 3 height width"],
) -> None:
    """Draw images, and under each where its features come from.

    Args:
        path: of the figure.
        model: in evaluation mode.
        pixels: what is drawn.
        images: the same, normalized for the model.
    """
    shares = attention_rollout(model, images)
    count = len(pixels)
    with figure(path, rows=2, columns=count, width=count, height=1.2) as (_, axes):
        for number in range(count):
            axes[number].imshow(pixels[number].permute(1, 2, 0).numpy())
            axes[count + number].imshow(shares[number].numpy(), cmap="viridis")
        for axis in axes:
            axis.set_axis_off()
