"""What is inside a classifier: its filters, its maps, its features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jaxtyping import Float, Int, UInt8
from torch import Tensor

from shared.plotting import COLORS, figure, no_formula


def draw_features(
    path: Path,
    features: Float[Tensor, "n feature"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """Draw the two directions in which features vary most (PCA), colored by class."""
    from sklearn.decomposition import PCA  # heavy, and only needed here

    places = PCA(2, random_state=0).fit_transform(features.numpy())
    with figure(path, width=6.4, height=4.2) as (_, (axis,)):
        for number, name in enumerate(classes):
            rows = (labels == number).numpy()
            axis.scatter(
                places[rows, 0],
                places[rows, 1],
                s=5,
                label=no_formula(name),
                color=(*COLORS, "#999999", "#8B5E3C", "#F0E442")[number % 10],
                linewidths=0,
                rasterized=True,
            )
        axis.set(xlabel="first component", ylabel="second component")
        axis.legend(markerscale=3, fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))


def draw_filters(path: Path, filters: Float[Tensor, "filter channel height width"]) -> None:
    """Draw kernels as small pictures: gray is 0, and each is scaled by its largest weight."""
    columns = min(12, len(filters))
    rows = -(-len(filters) // columns)
    with figure(path, rows=rows, columns=columns, width=7, height=0.65) as (_, axes):
        for axis in axes[len(filters) :]:
            axis.axis("off")
        for axis, kernel in zip(axes, filters, strict=False):
            axis.set(xticks=[], yticks=[])
            axis.grid(visible=False)
            axis.spines[:].set(visible=True, color="0.6", linewidth=0.5)  # a white one shows, too
            picture = (0.5 + kernel / (2 * kernel.abs().max().clamp(min=1e-9))).movedim(0, -1)
            axis.imshow(picture.squeeze(-1).numpy(), cmap="gray", vmin=0, vmax=1)


def draw_maps(
    path: Path,
    pixels: UInt8[Tensor, "n height width channel"],
    maps: Sequence[Float[Tensor, "n map height2 width2"]],
    names: Sequence[str],
) -> None:
    """Draw each image, and all its maps of each layer beside it, with their numbers.

    A map has one scale for all images, so that a weak answer looks weak.

    Args:
        path: of the figure.
        pixels: the images.
        maps: of each layer, for the same images.
        names: of the images.
    """
    across = 8
    lines = [-(-layer.shape[1] // across) for layer in maps]  # of maps, for one image
    rows = len(names) * sum(lines)
    with figure(path, rows=rows, columns=across + 1, width=7, height=0.95) as (_, axes):
        for axis in axes:
            axis.set(xticks=[], yticks=[])
            axis.grid(visible=False)
            axis.set_frame_on(False)
        grid = [axes[start : start + across + 1] for start in range(0, len(axes), across + 1)]
        row = 0
        for number, name in enumerate(names):
            grid[row][0].imshow(pixels[number].squeeze(-1).numpy(), cmap="gray")
            grid[row][0].set_title(name, fontsize=8)
            for layer, layer_maps in enumerate(maps):
                grid[row][1].set_ylabel(f"layer {layer + 1}", fontsize=7)
                places = [axis for line in grid[row : row + lines[layer]] for axis in line[1:]]
                for place, layer_map in enumerate(layer_maps[number]):
                    every = maps[layer][:, place]
                    low, high = float(every.min()), float(every.max())
                    places[place].imshow(layer_map.numpy(), cmap="gray", vmin=low, vmax=high)
                    places[place].set_title(f"{layer + 1}.{place + 1}", fontsize=6, pad=2)
                row += lines[layer]
