"""Where a classifier errs, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, UInt8
from matplotlib.axes import Axes
from torch import Tensor

from shared.plotting import figure, no_formula
from work03_cifar10.metrics.calibration import calibration_bins, calibration_error
from work03_cifar10.metrics.confusion import confusion_matrix, most_confident_errors


def draw_confusion(
    axis: Axes, labels: Int[Tensor, " n"], predictions: Int[Tensor, " n"], classes: Sequence[str]
) -> None:
    """Draw the confusion matrix: right answers in blue, errors in orange, darker where more.

    Both scales begin at 0 and end at the largest number of their kind; that of the errors is of square
    roots, so that rare ones can be seen beside frequent ones.
    """
    counts = confusion_matrix(labels, predictions, len(classes)).numpy()
    right = np.eye(len(classes), dtype=bool)
    for chosen, colors, power in ((~right, "Oranges", 0.5), (right, "Blues", 1.0)):
        largest = max(counts[chosen].max(initial=0), 1)
        shades = (np.where(chosen, counts, 0) / largest) ** power
        axis.imshow(np.ma.masked_where(~chosen, 0.75 * shades), cmap=colors, vmin=0, vmax=1)
    for i in range(len(classes)):
        for j in range(len(classes)):
            if counts[i, j]:
                axis.text(
                    j, i, str(counts[i, j]), ha="center", va="center", fontsize=7.5,
                )  # fmt: skip
    names = [no_formula(name) for name in classes]
    axis.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=8)
    axis.set_yticks(range(len(names)), names, fontsize=8)
    axis.set(xlabel="predicted", ylabel="true")
    axis.grid(visible=False)


def draw_calibration(
    axis: Axes, probabilities: Float[Tensor, "n classes"], labels: Int[Tensor, " n"]
) -> None:
    """Draw accuracy against confidence: on the diagonal a model is as sure as it is right."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels)
    filled = counts > 0
    axis.plot([0, 1], [0, 1], color="gray", linewidth=0.8, linestyle=":")
    axis.plot(confidence[filled], accuracy[filled], marker="o", markersize=3)
    error = calibration_error(probabilities, labels)
    axis.set(
        xlabel="confidence",
        ylabel="accuracy",
        title=f"calibration error {error:.3f}",
        xlim=(0, 1.02),
        ylim=(0, 1.02),
    )


def draw_confusion_and_calibration(
    path: Path,
    probabilities: Float[Tensor, "n classes"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """Draw the confusion matrix, and accuracy against confidence beside it."""
    with figure(path, columns=2, width=9.6, height=4.8) as (_, axes):
        draw_confusion(axes[0], labels, probabilities.argmax(dim=1), classes)
        draw_calibration(axes[1], probabilities, labels)


def draw_errors(
    path: Path,
    pixels: UInt8[Tensor, "n height width channel"],
    probabilities: Float[Tensor, "n classes"],
    labels: Int[Tensor, " n"],
    classes: Sequence[str],
) -> None:
    """Draw the twelve most confident errors: what each was taken for, and what it is said to be."""
    chosen = most_confident_errors(probabilities, labels, 12).tolist()
    with figure(path, rows=2, columns=6, width=8.4, height=1.75) as (_, axes):
        for axis in axes:
            axis.axis("off")
        for axis, number in zip(axes, chosen, strict=False):
            axis.imshow(pixels[number].squeeze(-1).numpy(), cmap="gray")
            value, predicted = probabilities[number].max(dim=0)
            said, meant = (no_formula(classes[int(each)]) for each in (predicted, labels[number]))
            axis.set_title(f"{said} {value:.0%}\nnot {meant}", fontsize=7)
