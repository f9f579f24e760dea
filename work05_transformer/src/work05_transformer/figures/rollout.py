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
    """Draw images, and under each where its features come from: each map to its own scale.

    Args:
        path: of the figure.
        model: in evaluation mode.
        pixels: what is drawn.
        images: the same, normalized for the model.
    """
    shares = attention_rollout(model, images)
    count = len(pixels)
    with figure(path, rows=2, columns=count, width=count + 1, height=1.2) as (drawn, axes):
        for number in range(count):
            axes[number].imshow(pixels[number].permute(1, 2, 0).numpy())
            share = shares[number] / shares[number].max()
            image = axes[count + number].imshow(share.numpy(), cmap="viridis", vmin=0, vmax=1)
        for axis in axes:
            axis.set(xticks=[], yticks=[])
            axis.set_frame_on(False)
            axis.grid(visible=False)
        axes[0].set_ylabel("image", fontsize=9)
        axes[count].set_ylabel("patches", fontsize=9)
        bar = drawn.colorbar(image, ax=axes, fraction=0.02, pad=0.01)
        bar.set_label("share, over the map's largest", fontsize=8)
        bar.ax.tick_params(labelsize=8)
