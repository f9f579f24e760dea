"""Figures of what a classifier does and where it errs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from matplotlib.axes import Axes
from sklearn.decomposition import PCA
from torch import Tensor

from shared.plotting import COLOURS, figure
from work03_cifar10.judging import calibration_bins, calibration_error, confusion_matrix


def draw_confusion(
    axis: Axes, labels: Int[Tensor, " n"], predictions: Int[Tensor, " n"], classes: Sequence[str]
) -> None:
    """The confusion matrix; the diagonal is left white, so that errors can be seen."""
    counts = confusion_matrix(labels, predictions, len(classes)).numpy()
    errors = counts * (1 - np.eye(len(classes), dtype=int))
    axis.imshow(errors, cmap="Oranges")
    for i in range(len(classes)):
        for j in range(len(classes)):
            if counts[i, j]:
                shade = "white" if errors[i, j] > 0.6 * errors.max() else "black"
                axis.text(
                    j, i, str(counts[i, j]), ha="center", va="center", fontsize=6, color=shade
                )
    axis.set_xticks(range(len(classes)), classes, rotation=60, ha="right", fontsize=7)
    axis.set_yticks(range(len(classes)), classes, fontsize=7)
    axis.set(xlabel="predicted", ylabel="true")
    axis.grid(visible=False)


def draw_calibration(
    axis: Axes, probabilities: Float[Tensor, "n classes"], labels: Int[Tensor, " n"]
) -> None:
    """Accuracy against confidence: on the diagonal a model is as sure as it is right."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels)
    filled = counts > 0
    axis.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    axis.plot(confidence[filled], accuracy[filled], marker="o", markersize=3)
    error = calibration_error(probabilities, labels)
    axis.set(
        xlabel="confidence",
        ylabel="accuracy",
        title=f"calibration error {error:.3f}",
        xlim=(0, 1.02),
        ylim=(0, 1.02),
    )


def draw_report(
    path: Path,
    probabilities: Float[Tensor, "n classes"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """Confusion matrix and calibration side by side."""
    with figure(path, columns=2, width=8.4, height=4.2) as (_, axes):
        draw_confusion(axes[0], labels, probabilities.argmax(dim=1), classes)
        draw_calibration(axes[1], probabilities, labels)


def most_confident_errors(
    probabilities: Float[Tensor, "n classes"], labels: Int[Tensor, " n"], count: int
) -> Int[Tensor, " count"]:
    """The numbers of the wrongly classified images that the model was surest of."""
    confidence, predictions = probabilities.max(dim=1)
    wrong = (predictions != labels).nonzero().flatten()
    return wrong[confidence[wrong].argsort(descending=True)[:count]]


def draw_errors(
    path: Path,
    pixels: UInt8[Tensor, "n height width channel"],
    probabilities: Float[Tensor, "n classes"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """The twelve most confident errors: what each was taken for, and what it is said to be."""
    chosen = most_confident_errors(probabilities, labels, 12).tolist()
    with figure(path, rows=2, columns=6, width=8.4, height=1.75) as (_, axes):
        for axis in axes:
            axis.axis("off")
        for axis, number in zip(axes, chosen, strict=False):
            axis.imshow(pixels[number].squeeze(-1).numpy(), cmap="gray")
            value, predicted = probabilities[number].max(dim=0)
            said = classes[int(labels[number])]
            axis.set_title(f"{classes[int(predicted)]} {value:.0%}\nnot {said}", fontsize=7)


def draw_features(
    path: Path,
    features: Float[Tensor, "n feature"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """The two directions in which features vary most (PCA), coloured by class."""
    places = PCA(2, random_state=0).fit_transform(features.numpy())
    with figure(path, width=6.4, height=4.2) as (_, (axis,)):
        for number, name in enumerate(classes):
            rows = (labels == number).numpy()
            axis.scatter(
                places[rows, 0],
                places[rows, 1],
                s=5,
                label=name,
                color=(*COLOURS, "#999999", "#8B5E3C", "#F0E442")[number % 10],
                linewidths=0,
                rasterized=True,
            )
        axis.set(xlabel="first component", ylabel="second component")
        axis.legend(markerscale=3, fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))


def draw_filters(path: Path, filters: Float[Tensor, "filter channel height width"]) -> None:
    """Kernels as small pictures, each scaled to its own range."""
    columns = min(12, len(filters))
    rows = -(-len(filters) // columns)
    with figure(path, rows=rows, columns=columns, width=7, height=0.65) as (_, axes):
        for axis in axes:
            axis.axis("off")
        for axis, kernel in zip(axes, filters, strict=False):
            low, high = kernel.min(), kernel.max()
            picture = ((kernel - low) / (high - low).clamp(min=1e-9)).movedim(0, -1)
            axis.imshow(picture.squeeze(-1).numpy(), cmap="gray")


def draw_maps(
    path: Path,
    pixels: UInt8[Tensor, "n height width channel"],
    maps: Sequence[Float[Tensor, "n map height2 width2"]],
    names: Sequence[str],
) -> None:
    """Each image, then its first maps of each layer, a row an image and layer.

    Args:
        path: of the figure.
        pixels: the images.
        maps: of each layer, for the same images.
        names: of the images.
    """
    columns = 9
    with figure(path, rows=len(names) * len(maps), columns=columns, width=7, height=0.85) as (
        _,
        axes,
    ):
        for axis in axes:
            axis.set_xticks([])
            axis.set_yticks([])
            axis.grid(visible=False)
            axis.set_frame_on(False)
        grid = [axes[start : start + columns] for start in range(0, len(axes), columns)]
        for number, name in enumerate(names):
            for layer, found in enumerate(maps):
                row = grid[number * len(maps) + layer]
                if layer == 0:
                    row[0].imshow(pixels[number].squeeze(-1).numpy(), cmap="gray")
                    row[0].set_ylabel(name, fontsize=8)
                row[1].set_ylabel(f"layer {layer + 1}", fontsize=6)
                for axis, each in zip(row[1:], found[number], strict=False):
                    axis.imshow(each.numpy(), cmap="gray")


def draw_grid(
    path: Path, rows: Sequence[Float[Tensor, "image channel height width"]], titles: Sequence[str]
) -> None:
    """Rows of images between 0 and 1, each row with a title at its left."""
    with figure(path, rows=len(rows), columns=1, width=7, height=0.85) as (_, axes):
        for axis, images, title in zip(axes, rows, titles, strict=True):
            strip = torch.cat(list(images.clamp(0, 1)), dim=2).movedim(0, -1).squeeze(-1)
            axis.imshow(strip.numpy(), cmap="gray", aspect="equal")
            axis.set_xticks([])
            axis.set_yticks([])
            axis.grid(visible=False)
            axis.set_frame_on(False)
            axis.set_ylabel(title, rotation=0, ha="right", va="center", fontsize=8)
